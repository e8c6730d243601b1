import type { Queryable } from '../store.ts'

export type KeptReply = { body_hash: Buffer; status: number | null; reply: unknown }

/** The reply kept under a key since `since`; null when there is none. */
export async function findIdempotencyKey(
  store: Queryable,
  accountId: string,
  key: string,
  since: Date,
): Promise<KeptReply | null> {
  const rows = await store.query<KeptReply>(
    `SELECT body_hash, status, reply FROM idempotency_keys WHERE account_id = $1 AND key = $2 AND created_at > $3`,
    [accountId, key, since],
  )
  return rows[0] ?? null
}
