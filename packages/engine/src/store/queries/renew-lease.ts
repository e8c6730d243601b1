import type { RunProgress } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Keeps a claim alive and, where given, shows progress. False when the run is no longer held by this claim. */
export async function renewLease(
  store: Queryable,
  {
    runId,
    leaseOwner,
    seconds,
    progress,
  }: { runId: string; leaseOwner: string; seconds: number; progress?: RunProgress },
): Promise<boolean> {
  const rows = await store.query(
    `UPDATE runs SET lease_until = now() + make_interval(secs => $3), progress = coalesce($4::jsonb, progress)
     WHERE id = $1 AND lease_owner = $2 AND status = 'running' RETURNING id`,
    [runId, leaseOwner, seconds, progress ? toJsonb(progress) : null],
  )
  return rows.length === 1
}
