export { restConnector } from './rest.ts'
