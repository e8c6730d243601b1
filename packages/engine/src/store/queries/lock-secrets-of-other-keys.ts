import type { Queryable } from '../store.ts'
import type { SecretRow } from './secret-row.ts'

/**
 * Locks until commit a stretch of secrets whose data keys are sealed by another master key than this one, after the
 * place `after`, with the account that each belongs to.
 */
export function lockSecretsOfOtherKeys(
  tx: Queryable,
  masterKeyId: string,
  { after, limit }: { after: { connection_id: string; field: string } | null; limit: number },
): Promise<(SecretRow & { account_id: string })[]> {
  return tx.query<SecretRow & { account_id: string }>(
    `SELECT s.connection_id, s.field, s.master_key_id, s.sealed_key, s.sealed_value, m.account_id
     FROM secrets s JOIN source_connections c ON c.id = s.connection_id JOIN migrations m ON m.id = c.migration_id
     WHERE s.master_key_id <> $1 AND ($2::uuid IS NULL OR (s.connection_id, s.field) > ($2::uuid, $3::text))
     ORDER BY s.connection_id, s.field LIMIT $4 FOR UPDATE OF s`,
    [masterKeyId, after?.connection_id ?? null, after?.field ?? null, limit],
  )
}
