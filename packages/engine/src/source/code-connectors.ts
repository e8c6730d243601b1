import type { CodeConnector } from './source-connector.ts'

/** The connectors that are code rather than a manifest. */
export const codeConnectors: readonly CodeConnector[] = []
