/** A budget of calls: at most `limit` in any window of `windowMs`. `matches` says which requests it counts. */
export type Budget = { limit: number; windowMs: number; matches(method: string, url: URL): boolean }

export type PacerTools = { nowMs(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }

/** A limit that asks for no longer a wait than this is one of calls in a second. */
const perSecondMs = 2000
/** Fewer calls in a second say nothing about a limit of calls in a second. */
const leastLearned = 5
/** How much longer than a second the learned window is: calls arrive a little less evenly than they leave. */
const marginMs = 30

/**
 * Holds requests of one connection back so that the source's limits are kept: budgets that the connector declares, and
 * what the source itself says. After a 429 everything waits as long as it asks. If that is about a second, what passed
 * in the second before is what the source bears in one: from then on no second gets more.
 */
export class Pacer {
  readonly #tools: PacerTools
  readonly #windows: { budget: Budget; times: number[] }[]
  #blockedUntil = 0
  /** The requests of the last seconds, oldest first; one that is still under way counts as let pass. */
  #recent: { at: number; refused: boolean }[] = []
  #learned: { limit: number; times: number[] } | undefined
  constructor(tools: PacerTools, budgets: readonly Budget[] = []) {
    this.#tools = tools
    this.#windows = budgets.map((budget) => ({ budget, times: [] }))
  }

  /** Resolves when the request may leave, with the time at which it does. */
  async wait(method: string, url: URL, signal?: AbortSignal): Promise<number> {
    for (;;) {
      const now = this.#tools.nowMs()
      const until = this.#earliest(now, method, url)
      if (until <= now) {
        for (const { budget, times } of this.#windows) if (budget.matches(method, url)) times.push(now)
        this.#learned?.times.push(now)
        this.#recent.push({ at: now, refused: false })
        while ((this.#recent[0]?.at ?? now) < now - 5000) this.#recent.shift()
        return now
      }
      await this.#tools.sleep(until - now, signal)
    }
  }

  #earliest(now: number, method: string, url: URL): number {
    let until = this.#blockedUntil
    for (const { budget, times } of this.#windows)
      if (budget.matches(method, url)) until = Math.max(until, freeAt(times, budget.limit, budget.windowMs, now))
    if (this.#learned) until = Math.max(until, freeAt(this.#learned.times, this.#learned.limit, 1000 + marginMs, now))
    return until
  }

  /** The source said "too many" to the request that left at `leftAt`: nothing leaves for `waitMs`. */
  limited(waitMs: number, leftAt: number): void {
    const now = this.#tools.nowMs()
    this.#blockedUntil = Math.max(this.#blockedUntil, now + waitMs)
    const own = this.#recent.find(({ at, refused }) => at === leftAt && !refused)
    if (own) own.refused = true
    if (waitMs > perSecondMs) return
    const borne = this.#recent
      .filter(({ at, refused }) => at > leftAt - 1000 && at <= leftAt && !refused)
      .map(({ at }) => at)
    if (borne.length < leastLearned) return
    if (!this.#learned) this.#learned = { limit: borne.length, times: borne }
    else if (borne.length < this.#learned.limit) this.#learned.limit = borne.length
  }
}

/** When the next call fits into a window; times that have left it are dropped. */
function freeAt(times: number[], limit: number, windowMs: number, now: number): number {
  while (times.length > 0 && (times[0] as number) <= now - windowMs) times.shift()
  return times.length < limit ? now : (times[times.length - limit] as number) + windowMs
}
