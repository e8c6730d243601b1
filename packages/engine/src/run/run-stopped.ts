/**
 * Why an attempt stops before its run has ended; the reason of its abort signal.
 *
 * - `ended`: the run was canceled, or removed with its migration.
 * - `lease_lost`: another claim has taken over, or may have: the lease could not be renewed in time.
 * - `stopping`: the server shuts down; the run goes back to the queue.
 */
export class RunStopped extends Error {
  override readonly name = 'RunStopped'
  readonly why: 'ended' | 'lease_lost' | 'stopping'
  constructor(why: RunStopped['why']) {
    super(`the work was stopped: ${why}`)
    this.why = why
  }
}
