import type { RunProgress } from '@godwit/contract'
import type { App } from '../app.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { renewLease } from '../store/queries/renew-lease.ts'
import { appendEvents, type NewEvent } from '../thread/index.ts'
import type { Claim } from './claim-run.ts'
import { RunStopped } from './run-stopped.ts'

/** How often the lease is renewed and progress shown: often enough that people hear something every two seconds. */
const renewEveryMs = 1_500

export type Lease = {
  /** Says that a step begins, and that the run is at work. @throws RunStopped when the lease is lost. */
  begin(title: string, phase: string): Promise<void>
  show(progress: RunProgress, text: string): void
  /** Nothing is at work that could be told of, until the next step begins. */
  rest(): void
  stop(): void
}

/**
 * Renews a claim's lease until stopped, with the newest progress. Aborts the attempt when the run is no longer held by
 * the claim, or when the store could not be reached for so long that another worker may have taken over.
 */
export function keepLease(
  app: Pick<App, 'store' | 'log'>,
  { run, leaseOwner }: Claim,
  { controller, leaseSeconds }: { controller: AbortController; leaseSeconds: number },
): Lease {
  let heldUntil = performance.now() + leaseSeconds * 1000
  let current: { progress: RunProgress; text: string; since: number } | undefined
  let shown = ''
  let busy = false
  let announced = false

  const renew = async (news: () => readonly NewEvent[]) => {
    const askedAt = performance.now()
    const held = await app.store.transaction(async (tx) => {
      const telling = current !== undefined
      if (telling) await lockMigration(tx, run.migration_id)
      // Only now, with the lock: a step that has just been committed must not be heard of as still at work.
      const events = telling ? news() : []
      const renewed = await renewLease(tx, {
        runId: run.id,
        leaseOwner,
        seconds: leaseSeconds,
        progress: current?.progress,
      })
      if (renewed) await appendEvents(tx, run.migration_id, run.id, events)
      return renewed
    })
    if (!held) {
      controller.abort(new RunStopped('lease_lost'))
      throw new RunStopped('lease_lost')
    }
    heldUntil = askedAt + leaseSeconds * 1000
  }
  const tick = async () => {
    if (busy || controller.signal.aborted) return
    busy = true
    try {
      await renew(progressEvents)
    } catch (error) {
      if (!(error instanceof RunStopped)) app.log.warn({ err: error, runId: run.id }, 'a lease could not be renewed')
      if (performance.now() > heldUntil) controller.abort(new RunStopped('lease_lost'))
    } finally {
      busy = false
    }
  }
  const progressEvents = (): NewEvent[] => {
    if (!current) return []
    const seconds = Math.round((performance.now() - current.since) / 1000)
    const text = `${current.text} (${seconds} s)`
    if (text === shown) return []
    shown = text
    return [
      { type: 'task', data: { task: current.progress.phase, state: 'working', text, progress: current.progress } },
    ]
  }
  // A short lease, as tests have it, is renewed in good time too.
  const timer = setInterval(tick, Math.min(renewEveryMs, leaseSeconds * 250))

  return {
    async begin(title, phase) {
      current = { progress: { phase, done: 0, total: null, unit: 'rows' }, text: title, since: performance.now() }
      shown = title
      const opening: NewEvent[] = announced
        ? []
        : [{ type: 'status', data: { status: 'running', attempt: run.attempt, message: run.message } }]
      await renew(() => [...opening, { type: 'task', data: { task: phase, state: 'started', text: title } }])
      announced = true
    },
    show(progress, text) {
      current = { progress, text, since: current?.since ?? performance.now() }
    },
    rest() {
      current = undefined
    },
    stop() {
      clearInterval(timer)
    },
  }
}
