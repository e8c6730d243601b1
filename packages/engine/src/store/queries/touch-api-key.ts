import type { Queryable } from '../store.ts'

/** Notes that a key was used, unless that was noted after `unlessSince`. */
export async function touchApiKey(store: Queryable, id: string, now: Date, unlessSince: Date): Promise<void> {
  await store.query(
    'UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)',
    [id, now, unlessSince],
  )
}
