import type { Queryable } from '../store.ts'

/** Forgets rate-limit windows that began before `before`. */
export async function deleteOldWindows(store: Queryable, before: Date): Promise<void> {
  await store.query('DELETE FROM rate_windows WHERE window_start < $1', [before])
}
