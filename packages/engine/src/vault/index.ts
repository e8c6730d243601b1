export type { Envelope, SecretPlace } from './envelope.ts'
export { isSecret, Secret } from './secret.ts'
export { openVault, type Vault, type VaultOptions } from './vault.ts'
