export { codeConnectors } from './code-connectors.ts'
export { checkSettings, checkStreams } from './connection/check-settings.ts'
export { credentialsInvalid, missingFields, readCredentials } from './connection/credentials.ts'
export {
  type ConnectionServices,
  connectionNotFound,
  connectorOf,
  keepSecret,
  type OpenConnection,
  openConnection,
} from './connection/open-connection.ts'
export { openReaderOf, type Reader, type ReaderItem } from './connection/open-reader.ts'
export { rotateVault, type VaultRotation } from './connection/rotate-vault.ts'
export type { SourceConnector, SourceNetwork } from './connector.ts'
export { type Connectors, openConnectors } from './registry.ts'
export type {
  ReadOptions,
  Source,
  SourceBatch,
  SourceCheck,
  SourceNotice,
  SourceRecord,
  SourceState,
  SourceStream,
  StreamState,
} from './source.ts'
export type { OpenSourceOptions } from './source-connector.ts'
