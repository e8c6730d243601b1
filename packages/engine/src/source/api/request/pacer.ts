/** A budget of calls: at most `limit` in any window of `windowMs`. `matches` says which requests it counts. */
export type Budget = { limit: number; windowMs: number; matches(method: string, url: URL): boolean }

export type PacerTools = { nowMs(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }

/**
 * Holds requests of one connection back so that the source's limits are kept: budgets that the connector declares, and
 * what the source itself says. After a 429 everything waits as long as it asks; what passed in the second before tells
 * how much it bears, and requests then leave evenly at that pace.
 */
export class Pacer {
  readonly #tools: PacerTools
  readonly #windows: { budget: Budget; times: number[] }[]
  #blockedUntil = 0
  /** Times of the requests of the last second, oldest first. */
  #recent: number[] = []
  #spacingMs = 0
  #nextSlot = 0
  constructor(tools: PacerTools, budgets: readonly Budget[] = []) {
    this.#tools = tools
    this.#windows = budgets.map((budget) => ({ budget, times: [] }))
  }

  /** Resolves when the request may leave. */
  async wait(method: string, url: URL, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#tools.nowMs()
      const until = this.#earliest(now, method, url)
      if (until <= now) break
      await this.#tools.sleep(until - now, signal)
    }
    const now = this.#tools.nowMs()
    for (const { budget, times } of this.#windows) if (budget.matches(method, url)) times.push(now)
    this.#recent.push(now)
    while (this.#recent.length > 0 && (this.#recent[0] as number) <= now - 1000) this.#recent.shift()
    if (this.#spacingMs > 0) this.#nextSlot = Math.max(now - this.#spacingMs, this.#nextSlot) + this.#spacingMs
  }

  #earliest(now: number, method: string, url: URL): number {
    let until = Math.max(this.#blockedUntil, this.#nextSlot)
    for (const { budget, times } of this.#windows) {
      if (!budget.matches(method, url)) continue
      while (times.length > 0 && (times[0] as number) <= now - budget.windowMs) times.shift()
      if (times.length >= budget.limit)
        until = Math.max(until, (times[times.length - budget.limit] as number) + budget.windowMs)
    }
    return until
  }

  /** The source said "too many": nothing leaves for `waitMs`, and then at the pace that it bore. */
  limited(waitMs: number): void {
    const now = this.#tools.nowMs()
    this.#blockedUntil = Math.max(this.#blockedUntil, now + waitMs)
    const borne = this.#recent.filter((time) => time > now - 1000).length - 1
    // A few calls in a second say nothing about a limit of calls per second.
    if (borne >= 10) this.#spacingMs = Math.max(this.#spacingMs, 1000 / borne)
  }
}
