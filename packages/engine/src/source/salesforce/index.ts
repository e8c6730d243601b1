export { salesforceConnector } from './salesforce.ts'
