import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { selectRun } from '../store/queries/select-run.ts'
import { appendEvents, type NewEvent } from '../thread/index.ts'
import { type Claim, retryMessage } from './claim-run.ts'
import { maxAttempts, moveRun } from './move-run.ts'
import { removeRunObjects } from './remove-run-objects.ts'
import { RunStopped } from './run-stopped.ts'

/** What an attempt that did not end its run leads to. Pure, so that every case can be read and tested at once. */
export type Verdict =
  | { kind: 'leave' }
  | { kind: 'requeue' }
  | { kind: 'retry'; delaySeconds: number; message: string }
  | { kind: 'fail'; code: string; message: string }

/**
 * - Stopped with the server: back to the queue, and the attempt does not count. Stopped because the run is not ours any
 *   more: hands off.
 * - An error that only a person can do something about, or nobody: fails at once, with its own words.
 * - Anything that may pass (the store or storage away, DuckDB's process killed), and bugs: again after 1, 2, 4, 8 s.
 */
export function judgeFailure(error: unknown, attempt: number, runId: string): Verdict {
  if (error instanceof RunStopped) return error.why === 'stopping' ? { kind: 'requeue' } : { kind: 'leave' }
  const known = error instanceof EngineError && error.code !== 'internal' ? error : null
  if (known && known.retry !== 'later') return { kind: 'fail', code: known.code, message: known.message }
  if (attempt < maxAttempts) {
    return { kind: 'retry', delaySeconds: 2 ** (attempt - 1), message: retryMessage(attempt + 1) }
  }
  if (known) {
    return {
      kind: 'fail',
      code: 'too_many_attempts',
      message: `Gave up after ${maxAttempts} attempts. The last one failed so: ${known.message}`,
    }
  }
  return {
    kind: 'fail',
    code: 'internal',
    message: `Something went wrong inside Godwit, ${maxAttempts} times in a row. Nothing was imported. The server’s log says more under run ${runId}; please report it.`,
  }
}

/** Records how an attempt has ended, and removes what it made that does not count. */
export async function settleAttempt(
  app: Pick<App, 'store' | 'storage' | 'log'>,
  claim: Claim,
  error: unknown,
  kept: ReadonlySet<string>,
): Promise<void> {
  const { run } = claim
  const verdict = judgeFailure(error, run.attempt, run.id)
  logVerdict(app, claim, error, verdict)
  const moved = await record(app, claim, verdict)
  for (const key of kept) {
    await app.storage.remove(key).catch((cause) => app.log.warn({ err: cause, runId: run.id }, 'left to the sweep'))
  }
  const ended = moved && verdict.kind === 'fail'
  // A canceled run is nobody's to write for, so all that it has left can go.
  const canceled = !moved && (await selectRun(app.store, run.migration_id, run.id))?.status === 'canceled'
  if (ended || canceled) await removeRunObjects(app, run.migration_id, run.id)
}

async function record(app: Pick<App, 'store'>, { run, leaseOwner }: Claim, verdict: Verdict): Promise<boolean> {
  if (verdict.kind === 'leave') return false
  return app.store.transaction(async (tx) => {
    await lockMigration(tx, run.migration_id)
    const move = async (action: 'release' | 'fail', change: NonNullable<Parameters<typeof moveRun>[3]>['change']) =>
      (await moveRun(tx, run.id, action, { leaseOwner, change })) !== null
    const say = (events: NewEvent[]) => appendEvents(tx, run.migration_id, run.id, events)
    if (verdict.kind === 'requeue') return move('release', { attempt: run.attempt - 1, message: run.message })
    if (verdict.kind === 'retry') {
      const { message, delaySeconds } = verdict
      if (!(await move('release', { message, delaySeconds }))) return false
      await say([{ type: 'status', data: { status: 'queued', message } }])
      return true
    }
    const { message, code } = verdict
    if (!(await move('fail', { error: { message, code }, finished: true, message: null }))) return false
    await say([
      { type: 'error', data: { message, code } },
      { type: 'status', data: { status: 'failed' } },
    ])
    return true
  })
}

function logVerdict(app: Pick<App, 'log'>, { run }: Claim, error: unknown, verdict: Verdict) {
  const facts = { runId: run.id, kind: run.kind, attempt: run.attempt, verdict: verdict.kind }
  if (error instanceof RunStopped) app.log.info({ ...facts, why: error.why }, 'attempt stopped')
  else if (error instanceof EngineError) app.log.warn({ ...facts, err: error, code: error.code }, 'attempt failed')
  else app.log.error({ ...facts, err: error }, 'attempt failed inside Godwit')
}
