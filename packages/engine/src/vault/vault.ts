import { EngineError } from '../errors.ts'
import type { Envelope, SecretPlace } from './envelope.ts'
import { ensureKeyFile, type KeyFile, readKeyFile, replaceKeyFile, stampOf } from './key-file.ts'
import { type KeyRing, type MasterKey, newMasterKey, parseKey } from './master-key.ts'
import { openSecret, rewrapKey } from './open-secret.ts'
import { sealSecret } from './seal-secret.ts'
import type { Secret } from './secret.ts'

export type VaultOptions = {
  /** GODWIT_VAULT_KEY: the key that seals. Null: the key file's first. */
  key: Secret | null
  /** GODWIT_VAULT_KEY_PREVIOUS: keys that only open. */
  previousKeys: readonly Secret[]
  /** Made on the first start when there is no key in the configuration; read beside it when it is there. */
  keyFile: string
}

/**
 * Where secrets are sealed and opened. Master keys stay in here.
 *
 * - From the configuration: they stand until the process ends.
 * - From the key file: looked at again whenever the file has changed, so that a rotation by one process reaches all
 *   others before they seal or open another secret.
 */
export interface Vault {
  /** The id of the key that seals. */
  keyId(): Promise<string>
  seal(place: SecretPlace, secret: Secret): Promise<Envelope>
  /** @throws EngineError `vault_unreadable`: no such key here, or the envelope was tampered with. */
  open(place: SecretPlace, envelope: Envelope): Promise<Secret>
  /** Puts an envelope under the key that seals now. @throws EngineError `vault_unreadable`. */
  rewrap(place: SecretPlace, envelope: Envelope): Promise<Envelope>
  /**
   * Puts a new key in front of the key file and drops those that are not in `used`; from a configured key it has nothing
   * to do: the operator has put the new one in front. Gives the id of the key that seals from now on.
   */
  renewKey(used: ReadonlySet<string>): Promise<string>
}

/** @throws EngineError `config_invalid` when a key or the key file cannot be used. */
export async function openVault({ key, previousKeys, keyFile }: VaultOptions): Promise<Vault> {
  const configured = key && configuredKey(key)
  const previous = previousKeys.map(configuredKey)
  let file: KeyFile | null = configured ? await readKeyFile(keyFile) : await ensureKeyFile(keyFile)

  async function ring(): Promise<KeyRing> {
    if ((await stampOf(keyFile)) !== (file?.stamp ?? '')) {
      // A file that has gone missing under a running server takes no key away from it.
      file = (await readKeyFile(keyFile)) ?? file
    }
    const inFile = file?.ring ?? []
    if (configured) return [configured, ...previous, ...inFile]
    const [first, ...rest] = inFile
    if (!first) throw new Error('the vault has neither a configured key nor a key file')
    return [first, ...rest, ...previous]
  }

  async function keyOf({ connectionId, field }: SecretPlace, id: string): Promise<MasterKey> {
    const found = (await ring()).find((candidate) => candidate.id === id)
    if (found) return found
    throw new EngineError(
      'vault_unreadable',
      `The stored credential ${field} is sealed with the vault key ${id}, which this process does not have. Give every process the same keys (GODWIT_VAULT_KEY, GODWIT_VAULT_KEY_PREVIOUS or the key file), or send the credentials of this connection again.`,
      { detail: { connectionId, field, keyId: id } },
    )
  }

  return {
    keyId: async () => (await ring())[0].id,
    seal: async (place, secret) => sealSecret((await ring())[0], place, secret),
    open: async (place, envelope) => openSecret(await keyOf(place, envelope.master_key_id), place, envelope),
    rewrap: async (place, envelope) =>
      rewrapKey(await keyOf(place, envelope.master_key_id), (await ring())[0], place, envelope),
    async renewKey(used) {
      if (configured) return configured.id
      const [current, ...older] = (await readKeyFile(keyFile))?.ring ?? (await ensureKeyFile(keyFile)).ring
      const next = newMasterKey()
      // The present key stays for one more rotation: another process may be sealing with it at this very moment.
      await replaceKeyFile(keyFile, [next, current, ...older.filter(({ id }) => used.has(id))])
      return next.id
    },
  }
}

function configuredKey(secret: Secret): MasterKey {
  const key = parseKey(secret.reveal())
  if (key) return key
  throw new EngineError('config_invalid', 'A vault key of the configuration is not 32 bytes in base64.')
}
