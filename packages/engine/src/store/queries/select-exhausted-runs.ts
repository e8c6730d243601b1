import type { Queryable } from '../store.ts'

/** Runs whose last allowed attempt ended without a word: the lease ran out and no attempt is left. */
export async function selectExhaustedRuns(
  store: Queryable,
  maxAttempts: number,
): Promise<{ id: string; migration_id: string; lease_owner: string }[]> {
  return store.query(
    `SELECT id, migration_id, lease_owner FROM runs
     WHERE status = 'running' AND lease_until < now() AND attempt >= $1`,
    [maxAttempts],
  )
}
