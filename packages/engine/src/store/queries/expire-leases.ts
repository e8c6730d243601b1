import type { Queryable } from '../store.ts'

/** Ends every lease at once. Only for a process that knows that no other worker of this store is alive. */
export async function expireLeases(store: Queryable): Promise<void> {
  await store.query(`UPDATE runs SET lease_until = now() - interval '1 second' WHERE status = 'running'`)
}
