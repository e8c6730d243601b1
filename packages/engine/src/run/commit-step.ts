import type { StepOutcome, StepWork } from '../agent/step.ts'
import type { App } from '../app.ts'
import { lockLeasedRun } from '../store/queries/lock-leased-run.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { upsertRunStep } from '../store/queries/upsert-run-step.ts'
import type { Queryable } from '../store/store.ts'
import { appendEvents, type NewEvent } from '../thread/index.ts'
import type { Claim } from './claim-run.ts'
import { moveRun } from './move-run.ts'
import { RunStopped } from './run-stopped.ts'

/**
 * Makes a finished step count: its result, its further rows, its events and, where it ends the run, the new status, in
 * one transaction that only the holder of the lease can make. @throws RunStopped when the lease is lost.
 */
export async function commitStep(
  app: Pick<App, 'store'>,
  { run, leaseOwner }: Claim,
  step: string,
  work: StepWork,
): Promise<StepOutcome> {
  return app.store.transaction(async (tx) => {
    const migration = await lockMigration(tx, run.migration_id)
    if (!migration || !(await lockLeasedRun(tx, run.id, leaseOwner))) throw new RunStopped('lease_lost')
    const outcome = typeof work === 'function' ? await work(tx) : work
    await upsertRunStep(tx, run.id, step, outcome.result)
    const ending = outcome.end ? await endRun(tx, run.id, leaseOwner, outcome.end) : []
    await appendEvents(tx, run.migration_id, run.id, [...(outcome.events ?? []), ...ending])
    return outcome
  })
}

async function endRun(
  tx: Queryable,
  runId: string,
  leaseOwner: string,
  end: NonNullable<StepOutcome['end']>,
): Promise<NewEvent[]> {
  const move = async (action: 'ask' | 'propose' | 'complete', change: Parameters<typeof moveRun>[3] & object) => {
    if (!(await moveRun(tx, runId, action, { leaseOwner, ...change }))) throw new RunStopped('lease_lost')
  }
  switch (end.action) {
    case 'ask':
      await move('ask', { change: { blockedReason: 'questions', questions: end.questions, message: null } })
      return [
        { type: 'request_input', data: { reason: 'questions', questions: end.questions } },
        { type: 'status', data: { status: 'blocked', reason: 'questions' } },
      ]
    case 'ask_credentials': {
      const { request, refusals } = end
      const change = { credentialRequest: request, credentialRefusals: refusals, message: null }
      await move('ask', { change: { ...change, blockedReason: 'credentials', questions: null } })
      return [
        { type: 'request_input', data: { reason: 'credentials', credential_request: request } },
        { type: 'status', data: { status: 'blocked', reason: 'credentials' } },
      ]
    }
    case 'propose':
      await move('propose', { change: { finished: true, message: null } })
      return [{ type: 'status', data: { status: 'awaiting_approval' } }]
    case 'complete':
      await move('complete', { change: { finished: true, message: null, report: end.report } })
      return [
        { type: 'completed', data: end.report ? { report: end.report } : {} },
        { type: 'status', data: { status: 'completed' } },
      ]
    default:
      return end satisfies never
  }
}
