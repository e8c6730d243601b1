import type { Queryable } from '../store.ts'

/** Revokes a key at once; false when the account has no such key, or it was revoked before. */
export async function revokeApiKey(store: Queryable, accountId: string, id: string, now: Date): Promise<boolean> {
  const rows = await store.query(
    'UPDATE api_keys SET revoked_at = $3 WHERE account_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id',
    [accountId, id, now],
  )
  return rows.length > 0
}
