import type { Queryable } from '../store.ts'

/** Locks a run until commit if this claim still holds it; false when it is lost: then nothing may be written. */
export async function lockLeasedRun(tx: Queryable, runId: string, leaseOwner: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT id FROM runs WHERE id = $1 AND lease_owner = $2 AND status = 'running' FOR NO KEY UPDATE`,
    [runId, leaseOwner],
  )
  return rows.length === 1
}
