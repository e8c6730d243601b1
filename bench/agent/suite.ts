export * from '../support/suite.ts'
