import type { Queryable } from '../store.ts'

export type IdempotencyRow = {
  account_id: string
  key: string
  route: string
  body_hash: Buffer
  status: number
  reply: unknown
  created_at: Date
}

/** Keeps a first reply; one that is there already has expired and makes way. */
export async function insertIdempotencyKey(store: Queryable, row: IdempotencyRow): Promise<void> {
  await store.query(
    `INSERT INTO idempotency_keys (account_id, key, route, body_hash, status, reply, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (account_id, key) DO UPDATE SET route = excluded.route, body_hash = excluded.body_hash,
       status = excluded.status, reply = excluded.reply, created_at = excluded.created_at`,
    [row.account_id, row.key, row.route, row.body_hash, row.status, JSON.stringify(row.reply), row.created_at],
  )
}
