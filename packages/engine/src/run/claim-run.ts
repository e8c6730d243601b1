import { randomUUID } from 'node:crypto'
import type { App } from '../app.ts'
import { lockClaimableRun } from '../store/queries/lock-claimable-run.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import type { RunRow } from '../store/queries/run-row.ts'
import { selectExhaustedRuns } from '../store/queries/select-exhausted-runs.ts'
import { appendEvents } from '../thread/index.ts'
import { maxAttempts, moveRun } from './move-run.ts'

/** A run and the one claim that may write for it. */
export type Claim = { run: RunRow; leaseOwner: string }

/** How a retry reads, for the run's `message`. */
export const retryMessage = (attempt: number) => `Retrying (attempt ${attempt} of ${maxAttempts})`

/**
 * Takes the next run that is due, or one whose worker has died; null when there is none. Two workers never get the same
 * one. No thread event is written here: the migration's lock comes before the run's (see lockMigration).
 */
export async function claimRun(app: Pick<App, 'store'>, leaseSeconds: number): Promise<Claim | null> {
  // A new name for each claim, not for each worker: even the same worker cannot write under its lost claim.
  const leaseOwner = randomUUID()
  return app.store.transaction(async (tx) => {
    const found = await lockClaimableRun(tx, maxAttempts)
    if (!found) return null
    const attempt = found.attempt + 1
    if (found.status === 'running') {
      await moveRun(tx, found.id, 'release', { change: { message: retryMessage(attempt) } })
    }
    const run = await moveRun(tx, found.id, 'claim', {
      change: { attempt, lease: { owner: leaseOwner, seconds: leaseSeconds }, started: true },
    })
    return run && { run, leaseOwner }
  })
}

/** Fails the runs whose last allowed attempt died without a word. */
export async function failExhaustedRuns(app: Pick<App, 'store' | 'log'>): Promise<void> {
  for (const run of await selectExhaustedRuns(app.store, maxAttempts)) {
    const message = `The work on this run stopped without a word ${maxAttempts} times, so it was given up. Look in the server’s log for run ${run.id}; when the cause is removed, start the run again.`
    await app.store.transaction(async (tx) => {
      await lockMigration(tx, run.migration_id)
      const failed = await moveRun(tx, run.id, 'fail', {
        leaseOwner: run.lease_owner,
        change: { error: { message, code: 'too_many_attempts' }, finished: true },
      })
      if (!failed) return
      await appendEvents(tx, run.migration_id, run.id, [
        { type: 'error', data: { message, code: 'too_many_attempts' } },
        { type: 'status', data: { status: 'failed' } },
      ])
      app.log.error({ runId: run.id }, 'run given up: its last attempt died')
    })
  }
}
