import { type Departure, LearnedLimit, type Rate } from './learned-limit.ts'

/** A budget of calls: at most `limit` in any window of `windowMs`. `matches` says which requests it counts. */
export type Budget = Rate & { matches(method: string, url: URL): boolean }

export type PacerTools = { nowMs(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }

/** A limit that asks for no longer a wait than this is one of calls in a second. */
const perSecondMs = 2000
/** Fewer calls in a second say nothing about a limit of calls in a second. */
const leastLearned = 5
/** A limit of a longer window is waited out when it is reached: spreading its calls evenly would only slow short reads. */
const longestPacedMs = 60_000
/** How long a request that left is remembered. */
const memoryMs = 5000

/**
 * Holds requests of one connection back so that the source's limits are kept: budgets that the connector declares, and
 * what the source itself says. After a 429 everything waits as long as it asks. From then on requests leave evenly, just
 * under the rate that its headers state; where they state none and ask to wait about a second, just under what passed in
 * the second before.
 */
export class Pacer {
  readonly #tools: PacerTools
  readonly #windows: { budget: Budget; times: number[] }[]
  #blockedUntil = 0
  /** The requests of the last seconds, oldest first; one that is still under way counts as let pass. */
  #recent: Departure[] = []
  #learned: LearnedLimit | undefined
  /** When the first refusal came: requests that left before it could not know. */
  #learnedAt = 0
  #fastestMs = Number.POSITIVE_INFINITY
  constructor(tools: PacerTools, budgets: readonly Budget[] = []) {
    this.#tools = tools
    this.#windows = budgets.map((budget) => ({ budget, times: [] }))
  }

  /** The rate that the source was found to bear; null while it has refused nothing. */
  get learned(): Rate | null {
    return this.#learned ? { limit: this.#learned.limit, windowMs: this.#learned.windowMs } : null
  }

  /** Resolves when the request may leave. The caller says by `answered` or `limited` what became of it. */
  async wait(method: string, url: URL, signal?: AbortSignal): Promise<Departure> {
    for (;;) {
      const now = this.#tools.nowMs()
      const until = this.#earliest(now, method, url)
      if (until <= now) return this.#leave(now, method, url)
      await this.#tools.sleep(until - now, signal)
    }
  }

  #earliest(now: number, method: string, url: URL): number {
    let until = this.#blockedUntil
    for (const { budget, times } of this.#windows)
      if (budget.matches(method, url)) until = Math.max(until, freeAt(times, budget.limit, budget.windowMs, now))
    return Math.max(until, this.#learned?.earliest(now) ?? 0)
  }

  #leave(now: number, method: string, url: URL): Departure {
    const departure: Departure = { at: now }
    for (const { budget, times } of this.#windows) if (budget.matches(method, url)) times.push(now)
    this.#learned?.leave(departure)
    const kept = this.#recent.findIndex(({ at }) => at >= now - memoryMs)
    if (kept !== 0) this.#recent.splice(0, kept < 0 ? this.#recent.length : kept)
    this.#recent.push(departure)
    return departure
  }

  /** An answer came, of whatever kind. */
  answered(departure: Departure): void {
    departure.answeredAt = this.#tools.nowMs()
    this.#fastestMs = Math.min(this.#fastestMs, departure.answeredAt - departure.at)
    this.#learned?.answered(departure)
  }

  /** The source said "too many" to this request: nothing leaves for `waitMs`. `stated` is the rate its headers give. */
  limited(waitMs: number, departure: Departure, stated: Rate | null = null): void {
    const now = this.#tools.nowMs()
    this.#blockedUntil = Math.max(this.#blockedUntil, now + waitMs)
    departure.refused = true
    if (!this.#learned) this.#learn(now, waitMs, stated)
    else if (departure.at > this.#learnedAt) {
      const { windowMs } = this.#learned
      const borne = this.#recent.filter(({ at, refused }) => at > departure.at - windowMs && !refused)
      this.#learned.lower(departure, now, borne.length)
    } else if (!stated) {
      const borne = this.#borne(this.#learnedAt)
      if (borne.length >= leastLearned) this.#learned.measure(borne.length)
    }
    this.#learned?.pause(this.#blockedUntil)
  }

  /**
   * What passed in the second up to the last that passed. Requests arrive in another order than they leave, so one that
   * left after a refused one may well have passed; of those under way it is not known yet.
   */
  #borne(until: number): Departure[] {
    const passed = this.#recent.filter(({ at, refused }) => at <= until && !refused)
    const last = passed.at(-1)?.at ?? 0
    return passed.filter(({ at }) => at > last - 1000)
  }

  #learn(now: number, waitMs: number, stated: Rate | null): void {
    const borne = this.#borne(now)
    const measured = waitMs <= perSecondMs && borne.length >= leastLearned
    const rate =
      stated && stated.windowMs <= longestPacedMs ? stated : measured ? { limit: borne.length, windowMs: 1000 } : null
    if (!rate) return
    this.#learned = new LearnedLimit(rate, now, borne, this.#fastestMs)
    this.#learnedAt = now
  }
}

/** When the next call fits into a window; times that have left it are dropped. */
function freeAt(times: number[], limit: number, windowMs: number, now: number): number {
  while (times.length > 0 && (times[0] as number) <= now - windowMs) times.shift()
  return times.length < limit ? now : (times[times.length - limit] as number) + windowMs
}
