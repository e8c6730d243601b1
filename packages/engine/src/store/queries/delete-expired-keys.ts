import type { Queryable } from '../store.ts'

/** Forgets first replies that were kept before `before`. */
export async function deleteExpiredKeys(store: Queryable, before: Date): Promise<void> {
  await store.query('DELETE FROM idempotency_keys WHERE created_at < $1', [before])
}
