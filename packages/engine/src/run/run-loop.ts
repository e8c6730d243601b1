import type { App } from '../app.ts'
import { expireLeases } from '../store/queries/expire-leases.ts'
import { runsChannel } from '../store/queries/run-row.ts'
import { selectRunStatuses } from '../store/queries/select-run-statuses.ts'
import { openBell } from '../util/bell.ts'
import { claimRun, failExhaustedRuns } from './claim-run.ts'
import { type RunObserver, runAttempt } from './run-attempt.ts'
import { RunStopped } from './run-stopped.ts'
import { sweepGarbage } from './sweep-garbage.ts'

export type WorkerOptions = {
  /** Runs worked on at once, each with a DuckDB process of its own. Default 2. */
  concurrency?: number
  /** How long a claim holds without being renewed. Default 15: with polling, a dead worker's run goes on within 30 s. */
  leaseSeconds?: number
  /**
   * Whether this process knows that no other worker of the store is alive; then runs left running are taken over at
   * once. Default: when the store is embedded, which belongs to one process.
   */
  alone?: boolean
  /** Called at points of each run's work; see RunObserver. */
  observe?: RunObserver
}

export type Worker = {
  /** Stops claiming, gives the runs at work back to the queue, and waits for that. */
  stop(): Promise<void>
}

/** The queue is looked at this often even when nothing rings: for runs whose pause is over and leases that run out. */
const pollMs = 1_000
const exhaustedEveryMs = 5_000
/** Previews that have been replaced leave objects behind, too. */
const sweepEveryMs = 3_600_000

/**
 * Starts working on queued runs: woken by the store when one is queued, and by polling. Also clears away, in the
 * background, at the start and every hour, what stopped work has left.
 */
export async function startWorker(app: App, options: WorkerOptions = {}): Promise<Worker> {
  const { concurrency = 2, leaseSeconds = 15, observe, alone = app.config.databaseUrl === null } = options
  const stopping = new AbortController()
  const bell = openBell(stopping.signal)
  const attempts = new Map<string, { controller: AbortController; done: Promise<void> }>()

  const unlisten = await app.store.listen(runsChannel, (payload) => {
    bell.ring()
    const [status = '', runId = ''] = payload?.split(':') ?? []
    if (payload === null) void stopEnded()
    if (status === 'canceled') attempts.get(runId)?.controller.abort(new RunStopped('ended'))
  })
  /** After notifications may have been missed: asks the store which runs at work have ended meanwhile. */
  const stopEnded = async () => {
    try {
      const statuses = await selectRunStatuses(app.store, [...attempts.keys()])
      for (const [runId, { controller }] of attempts) {
        if (statuses.get(runId) !== 'running') controller.abort(new RunStopped('ended'))
      }
    } catch (error) {
      app.log.warn({ err: error }, 'runs at work could not be looked up')
    }
  }

  if (alone) await expireLeases(app.store)
  let sweeping = Promise.resolve()
  const sweep = () => {
    sweeping = sweepGarbage(app, stopping.signal).then(
      () => {},
      (error) => app.log.warn({ err: error }, 'what stopped work has left could not all be removed'),
    )
  }

  const claimAll = async () => {
    while (!stopping.signal.aborted && attempts.size < concurrency) {
      const claim = await claimRun(app, leaseSeconds)
      if (!claim) return
      const controller = new AbortController()
      if (stopping.signal.aborted) controller.abort(new RunStopped('stopping'))
      const done = runAttempt(app, claim, { controller, leaseSeconds, observe }).finally(() => {
        attempts.delete(claim.run.id)
        bell.ring()
      })
      attempts.set(claim.run.id, { controller, done })
    }
  }
  const loop = async () => {
    let exhaustedAt = 0
    let sweepAt = 0
    let troubled = false
    while (!stopping.signal.aborted) {
      try {
        await claimAll()
        if (performance.now() >= exhaustedAt) {
          await failExhaustedRuns(app)
          exhaustedAt = performance.now() + exhaustedEveryMs
        }
        if (performance.now() >= sweepAt) {
          sweep()
          sweepAt = performance.now() + sweepEveryMs
        }
        troubled = false
      } catch (error) {
        // The store is away: once in the log, then patience.
        if (!troubled) app.log.warn({ err: error }, 'the queue cannot be read; trying again')
        troubled = true
      }
      await bell.wait(pollMs)
    }
  }
  const looping = loop()

  return {
    async stop() {
      if (!stopping.signal.aborted) stopping.abort()
      await looping
      for (const { controller } of attempts.values()) controller.abort(new RunStopped('stopping'))
      await Promise.all([...attempts.values()].map(({ done }) => done))
      await sweeping
      bell.close()
      await unlisten()
    },
  }
}
