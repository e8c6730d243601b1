export { postgresConnector } from './postgres.ts'
