import type { Queryable } from '../store.ts'
import type { SecretRow } from './secret-row.ts'

/** Keeps a sealed secret in place of the one that the field had. */
export async function upsertSecret(tx: Queryable, row: SecretRow): Promise<void> {
  await tx.query(
    `INSERT INTO secrets (connection_id, field, master_key_id, sealed_key, sealed_value) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (connection_id, field) DO UPDATE SET master_key_id = excluded.master_key_id,
       sealed_key = excluded.sealed_key, sealed_value = excluded.sealed_value, updated_at = clock_timestamp()`,
    [row.connection_id, row.field, row.master_key_id, row.sealed_key, row.sealed_value],
  )
}
