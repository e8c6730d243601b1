import type { Queryable } from '../store.ts'
import type { SecretRow } from './secret-row.ts'

/** Puts a data key under another master key; the sealed value stays as it is. */
export async function updateSecretKey(tx: Queryable, row: Omit<SecretRow, 'sealed_value'>): Promise<void> {
  await tx.query('UPDATE secrets SET master_key_id = $3, sealed_key = $4 WHERE connection_id = $1 AND field = $2', [
    row.connection_id,
    row.field,
    row.master_key_id,
    row.sealed_key,
  ])
}
