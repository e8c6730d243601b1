export { checkConfig, missingCredentials } from './check-config.ts'
export { loadManifest, type Manifest, streamName } from './manifest/load-manifest.ts'
export type { ConnectorSpec, CredentialField } from './manifest/read-spec.ts'
export { type ApiSourceOptions, openApiSource } from './open-api-source.ts'
