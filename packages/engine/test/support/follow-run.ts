import { setTimeout as sleep } from 'node:timers/promises'
import type { Run, RunStatus } from '@godwit/contract'
import type { App } from '../../src/app.ts'
import { answerRun, readRun } from '../../src/run/index.ts'

type At = { app: App; accountId: string; migrationId: string; runId: string }

/** Waits until a run is in one of the statuses. Fails with what the run says when it ends elsewhere or takes too long. */
export async function waitForRun(
  { app, accountId, migrationId, runId }: At,
  statuses: readonly RunStatus[],
  timeoutMs = 60_000,
): Promise<Run> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const run = await readRun(app, accountId, migrationId, runId)
    if (statuses.includes(run.status)) return run
    if (run.finished_at !== null || Date.now() > deadline) {
      throw new Error(`the run should be ${statuses.join(' or ')}, but is ${JSON.stringify(run)}`)
    }
    await sleep(25)
  }
}

/** Answers whatever a generate asks with its first choice, until it ends. Gives the run and the questions in order. */
export async function answerAll(at: At, timeoutMs?: number): Promise<{ run: Run; asked: string[] }> {
  const asked: string[] = []
  for (;;) {
    const run = await waitForRun(at, ['blocked', 'awaiting_approval', 'failed'], timeoutMs)
    if (run.status !== 'blocked') return { run, asked }
    const questions = run.questions ?? []
    asked.push(...questions.map(({ id }) => id))
    const answers = questions.map(({ id, options }) => ({ id, value: options[0]?.label ?? 'leave empty' }))
    await answerRun(at.app, at.accountId, at.migrationId, at.runId, { answers })
  }
}
