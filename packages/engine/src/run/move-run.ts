/**
 * The life of a run, all of it in one row of the store:
 *
 * - **queued**: waits for a worker, not before `run_after`. A claim makes it running and counts an attempt.
 * - **running**: held by one claim, whose lease the worker renews every few seconds. Everything that the claim writes is
 *   fenced by `lease_owner`: a worker that has lost its lease can write nothing. When the lease runs out (the worker
 *   died), any worker releases and claims the run, which goes on after its last finished step. An attempt that fails in
 *   a way that may pass releases the run with a pause; after `maxAttempts` it fails.
 * - **blocked**: waits for a person; no process, no connection, only the row. Answers put it back to queued.
 * - **awaiting_approval**, **completed**, **failed**, **canceled**: the end. Canceled is written by whoever asks for it, at
 *   once; the worker is told (NOTIFY, and at the latest by its next renewal) and stops.
 *
 * Which moves are legal stands in the contract (`runMoves`). This file is the only writer of `runs.status`.
 */
import { type RunAction, type RunStatus, runMoves } from '@godwit/contract'
import type { RunRow } from '../store/queries/run-row.ts'
import { type RunChange, updateRunStatus } from '../store/queries/update-run-status.ts'
import type { Queryable } from '../store/store.ts'

/** How often work on a run may begin before it fails for good. */
export const maxAttempts = 5

/**
 * Makes one move, together with what changes beside it. Null when the run does not stand where this action is legal, or
 * is no longer held by the claim `leaseOwner`: then nothing has changed.
 */
export async function moveRun(
  tx: Queryable,
  runId: string,
  action: RunAction,
  { leaseOwner, change = {} }: { leaseOwner?: string; change?: RunChange } = {},
): Promise<RunRow | null> {
  return updateRunStatus(tx, runId, { ...moveOf(action), leaseOwner, change })
}

/** Where an action may start, and the one status that it leads to. */
export function moveOf(action: RunAction): { from: RunStatus[]; to: RunStatus } {
  const moves = Object.entries(runMoves).flatMap(([from, actions]) => {
    const to = actions[action]
    return to ? [{ from: from as RunStatus, to }] : []
  })
  const targets = [...new Set(moves.map((move) => move.to))]
  if (targets.length !== 1) throw new Error(`the action ${action} must lead to exactly one status`)
  return { from: moves.map((move) => move.from), to: targets[0]! }
}
