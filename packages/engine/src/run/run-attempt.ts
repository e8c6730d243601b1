import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chooseStep, type StepName } from '../agent/choose-step.ts'
import type { StepContext, StepWork } from '../agent/step.ts'
import { steps } from '../agent/steps/index.ts'
import type { App } from '../app.ts'
import type { Duckdb } from '../duckdb/index.ts'
import { EngineError } from '../errors.ts'
import { openConnection } from '../source/index.ts'
import { selectMigrationTemplates } from '../store/queries/select-migration-templates.ts'
import { selectRunSteps } from '../store/queries/select-run-steps.ts'
import { attemptsDir } from './attempts-dir.ts'
import type { Claim } from './claim-run.ts'
import { commitStep } from './commit-step.ts'
import { keepLease } from './keep-lease.ts'
import { settleAttempt } from './settle-attempt.ts'

/** Called at points of a run's work; an attempt waits for it. For tests that stop a worker at a chosen place. */
export type RunObserver = (point: {
  runId: string
  step: StepName
  at: 'begin' | 'commit' | 'committed'
}) => Promise<void>

export type AttemptOptions = {
  leaseSeconds: number
  /** Aborts with a `RunStopped` when the run is canceled or the worker stops. */
  controller: AbortController
  observe?: RunObserver
}

/**
 * Works on a claimed run until it ends, blocks, or cannot go on, and leaves it in a state that says so. Never throws:
 * what even the store cannot be told is told by the lease running out.
 */
export async function runAttempt(app: App, claim: Claim, options: AttemptOptions): Promise<void> {
  const { run, leaseOwner } = claim
  const { controller, leaseSeconds } = options
  const workDir = join(attemptsDir(app), leaseOwner)
  const lease = keepLease(app, claim, { controller, leaseSeconds })
  const kept = new Set<string>()
  let db: Promise<Duckdb> | undefined
  const log = app.log.child({ runId: run.id, attempt: run.attempt })
  let failure: unknown
  try {
    await mkdir(workDir, { recursive: true })
    const templates = await selectMigrationTemplates(app.store, run.migration_id)
    const finished = await selectRunSteps(app.store, run.id)
    const commit = async (step: string, work: StepWork) => {
      const named = [...kept]
      kept.clear()
      try {
        const committed = await commitStep(app, claim, step, work)
        finished.set(step, committed.result)
        return committed
      } catch (error) {
        // With the store away nobody can say whether the commit went through; then a result may name these objects.
        const unsure = error instanceof EngineError && error.code === 'store_unavailable'
        if (!unsure) for (const key of named) kept.add(key)
        throw error
      }
    }
    const context = (step: StepName): StepContext => ({
      services: app,
      run,
      answers: run.answers,
      templates: templates.map(({ template }) => template),
      sheetIds: new Map(templates.map(({ template, sheet_id }) => [template.slug, sheet_id])),
      finished,
      workDir,
      signal: controller.signal,
      openDb: () => (db ??= app.openDuckdb({ workDir, signal: controller.signal })),
      openConnection: (connectionId, options) => openConnection(app, connectionId, options),
      pathOf: (key) => app.storage.localPath(key),
      progress: (progress, text) => lease.show(progress, text),
      keep: (room, localPath, name) => keepObject(app, claim, kept, { room, localPath, name }),
      checkpoint: async (part, work) => {
        await commit(`${step}/${part}`, work)
      },
    })

    for (;;) {
      const step = chooseStep(run.kind, finished, run.answers.length, { extracts: run.input.extract_via_api === true })
      if (!step) throw new Error(`a ${run.kind} has finished all its steps without ending`)
      controller.signal.throwIfAborted()
      log.debug({ step }, 'step begins')
      await lease.begin(steps[step].title, step)
      await options.observe?.({ runId: run.id, step, at: 'begin' })
      const outcome = await steps[step].work(context(step))
      controller.signal.throwIfAborted()
      await options.observe?.({ runId: run.id, step, at: 'commit' })
      lease.rest()
      const committed = await commit(step, outcome)
      await options.observe?.({ runId: run.id, step, at: 'committed' })
      if (committed.end) break
    }
  } catch (error) {
    failure = error
  } finally {
    lease.stop()
    // Closing kills the child process, so nothing writes into the folders any more.
    await db
      ?.then((opened) => opened.close())
      .catch((error) => log.warn({ err: error }, 'DuckDB did not close cleanly'))
    await rm(workDir, { recursive: true, force: true }).catch((error) =>
      log.warn({ err: error }, 'a work folder could not be removed yet'),
    )
  }
  if (failure === undefined) return
  // An abort surfaces as whatever the interrupted call throws; the reason says what it was.
  const reason: unknown = controller.signal.aborted ? controller.signal.reason : failure
  await settleAttempt(app, claim, reason, kept).catch((error) =>
    log.error({ err: error }, 'the end of an attempt could not be recorded; its lease will run out'),
  )
}

async function keepObject(
  app: App,
  { run }: Claim,
  kept: Set<string>,
  { room, localPath, name }: { room: 'staged' | 'sheets'; localPath: string; name: string },
): Promise<string> {
  const key = `${room}/${run.migration_id}/${run.id}/${app.newId()}-${name.replace(/[^A-Za-z0-9._-]+/g, '_')}`
  kept.add(key)
  await app.storage.adopt(key, localPath)
  return key
}
