import type { Queryable } from '../store.ts'
import type { ApiKeyRow } from './find-api-key.ts'

/** The account's keys, newest first, before the key `beforeId`. */
export function selectApiKeys(
  store: Queryable,
  accountId: string,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<Omit<ApiKeyRow, 'hash'>[]> {
  return store.query(
    `SELECT id, account_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at FROM api_keys
     WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [accountId, beforeId, limit],
  )
}
