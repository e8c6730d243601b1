import type { Answer, CredentialRequest, ExecuteReport, Question, RunStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import { type RunRow, runColumns, runsChannel } from './run-row.ts'

/** What changes together with the status; what is left out stays. */
export type RunChange = {
  message?: string | null
  attempt?: number
  /** Seconds from now before which no worker may claim the run. */
  delaySeconds?: number
  lease?: { owner: string; seconds: number } | null
  blockedReason?: 'questions' | 'credentials' | null
  questions?: Question[] | null
  credentialRequest?: CredentialRequest | null
  credentialRefusals?: number
  answers?: Answer[]
  report?: ExecuteReport
  error?: { message: string; code: string }
  /** Stamps `started_at`, unless it is stamped already. */
  started?: boolean
  finished?: boolean
}

/**
 * Moves a run to `to` if it stands in one of `from` (and, where `leaseOwner` is given, is held by that claim). Null
 * when it does not. Called by run/move-run.ts only, which knows the legal moves.
 */
export async function updateRunStatus(
  tx: Queryable,
  runId: string,
  {
    from,
    to,
    leaseOwner,
    change,
  }: { from: readonly RunStatus[]; to: RunStatus; leaseOwner?: string; change: RunChange },
): Promise<RunRow | null> {
  const values: unknown[] = [runId, from, to]
  const sets: string[] = ['status = $3']
  const set = (column: string, value: unknown, cast = '') => {
    values.push(value)
    sets.push(`${column} = $${values.length}${cast}`)
  }
  if (change.message !== undefined) set('message', change.message)
  if (change.attempt !== undefined) set('attempt', change.attempt)
  if (change.delaySeconds !== undefined) {
    values.push(change.delaySeconds)
    sets.push(`run_after = now() + make_interval(secs => $${values.length})`)
  }
  if (change.lease) {
    set('lease_owner', change.lease.owner)
    values.push(change.lease.seconds)
    sets.push(`lease_until = now() + make_interval(secs => $${values.length})`)
  } else if (to !== 'running') {
    sets.push('lease_owner = NULL', 'lease_until = NULL')
  }
  if (change.blockedReason !== undefined) set('blocked_reason', change.blockedReason)
  if (change.questions !== undefined) set('questions', change.questions && toJsonb(change.questions), '::jsonb')
  if (change.credentialRequest !== undefined)
    set('credential_request', change.credentialRequest && toJsonb(change.credentialRequest), '::jsonb')
  if (change.credentialRefusals !== undefined) set('credential_refusals', change.credentialRefusals)
  if (change.answers !== undefined) set('answers', toJsonb(change.answers), '::jsonb')
  if (change.report !== undefined) set('report', toJsonb(change.report), '::jsonb')
  if (change.error !== undefined) {
    set('error', change.error.message)
    set('error_code', change.error.code)
  }
  if (change.started) sets.push('started_at = coalesce(started_at, now())')
  if (change.finished) sets.push('finished_at = now()', 'progress = NULL')
  let fence = ''
  if (leaseOwner !== undefined) {
    values.push(leaseOwner)
    fence = `AND lease_owner = $${values.length}`
  }
  const rows = await tx.query<RunRow>(
    `WITH moved AS (
       UPDATE runs SET ${sets.join(', ')} WHERE id = $1 AND status = ANY ($2) ${fence} RETURNING ${runColumns}
     )
     SELECT moved.*, pg_notify('${runsChannel}', status || ':' || id) AS told
     FROM moved`,
    values,
  )
  return rows[0] ?? null
}
