import { mysqlConnector, postgresConnector } from './database/index.ts'
import { restConnector } from './rest/index.ts'
import { salesforceConnector } from './salesforce/index.ts'
import type { CodeConnector } from './source-connector.ts'

/** The connectors that are code, for sources that no manifest describes. */
export const codeConnectors: readonly CodeConnector[] = [
  postgresConnector,
  mysqlConnector,
  restConnector,
  salesforceConnector,
]
