import type { Queryable } from '../store.ts'
import { type RunRow, runColumns } from './run-row.ts'

/**
 * Locks the next run that is due, or whose worker has let its lease run out; other workers pass over it. Runs that have
 * used up `maxAttempts` are left to `selectExhaustedRuns`.
 */
export async function lockClaimableRun(tx: Queryable, maxAttempts: number): Promise<RunRow | null> {
  const rows = await tx.query<RunRow>(
    `SELECT ${runColumns} FROM runs
     WHERE (status = 'queued' AND run_after <= now())
        OR (status = 'running' AND lease_until < now() AND attempt < $1)
     ORDER BY run_after LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [maxAttempts],
  )
  return rows[0] ?? null
}
