import { EngineError } from '../../errors.ts'
import { lockSecretsOfOtherKeys } from '../../store/queries/lock-secrets-of-other-keys.ts'
import type { SecretRow } from '../../store/queries/secret-row.ts'
import { selectMasterKeyIds } from '../../store/queries/select-master-key-ids.ts'
import { updateSecretKey } from '../../store/queries/update-secret-key.ts'
import type { ConnectionServices } from './open-connection.ts'

/** `unreadable`: secrets whose key is not here; they stay as they are. */
export type VaultRotation = { key_id: string; rewrapped: number; unreadable: number }

const batchSize = 200

/**
 * Puts every secret's data key under a new master key, while everything goes on: each batch is a short transaction, and
 * what is sealed by either key can be read throughout. Cut short, it is simply done again.
 */
export async function rotateVault({
  store,
  vault,
}: Pick<ConnectionServices, 'store' | 'vault'>): Promise<VaultRotation> {
  const keyId = await store.transaction(async (tx) => {
    // Two rotations at once would each drop the other's key.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('godwit vault rotation'))`)
    return vault.renewKey(new Set((await selectMasterKeyIds(tx)).map((row) => row.master_key_id)))
  })
  const rotation = { key_id: keyId, rewrapped: 0, unreadable: 0 }
  let after: Parameters<typeof lockSecretsOfOtherKeys>[2]['after'] = null
  for (;;) {
    const batch: { rewrapped: number; unreadable: number; last: SecretRow | undefined } = await store.transaction(
      async (tx) => {
        const rows = await lockSecretsOfOtherKeys(tx, keyId, { after, limit: batchSize })
        const done = { rewrapped: 0, unreadable: 0 }
        for (const { account_id: accountId, ...row } of rows) {
          const place = { accountId, connectionId: row.connection_id, field: row.field }
          try {
            await updateSecretKey(tx, { ...row, ...(await vault.rewrap(place, row)) })
            done.rewrapped++
          } catch (error) {
            if (!(error instanceof EngineError && error.code === 'vault_unreadable')) throw error
            done.unreadable++
          }
        }
        return { ...done, last: rows.at(-1) }
      },
    )
    rotation.rewrapped += batch.rewrapped
    rotation.unreadable += batch.unreadable
    if (!batch.last) return rotation
    after = { connection_id: batch.last.connection_id, field: batch.last.field }
  }
}
