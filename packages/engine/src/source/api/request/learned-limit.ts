/** One request that left: when, and when its answer came, in ms. It may have reached the source at any time between. */
export type Departure = { readonly at: number; answeredAt?: number; refused?: boolean }

/** At most `limit` calls in any window of `windowMs`. */
export type Rate = { limit: number; windowMs: number }

/** How much longer than its window a call counts: the clocks of both sides and their rounding. */
const marginShare = 0.01
/** Calls leave this much further apart than the limit alone would have them. */
const spacingShare = 0.01
/** Of the time that a call took longer than others do, at most this share of a window counts as its way to the source. */
const delayShare = 0.25
/** Calls that were late to leave are made up for within this share of a window; after a pause no more of them go at once. */
const slackShare = 0.1
/** Time without a refusal after which a limit that was lowered is raised by one, and the longest such time. */
const raiseAfterMs = 10_000
const raiseAfterMostMs = 10 * 60_000
/** Time without a refusal after which one call more than was ever learned is tried. */
const probeAfterMs = 5 * 60_000

/**
 * What a source was seen or heard to bear, and the pace that keeps to it. Calls leave evenly. Besides, a call counts
 * from when it left until a window after it can have arrived: what it took longer than the fastest answers may all have
 * been its way there. So no window of the source has more than the limit, as long as calls are not held up for longer.
 */
export class LearnedLimit {
  readonly windowMs: number
  #limit: number
  /** The most that is believed to be borne. */
  #ceiling: number
  #changedAt: number
  #raiseAfter = raiseAfterMs
  #probeAfter = probeAfterMs
  #nextAt: number
  #departures: Departure[]
  /** How long the fastest answers take; it follows slowly when all become slower. */
  #fastestMs: number

  /** `departures`: those that may still count, oldest first. `fastestMs`: how long the fastest answer took so far. */
  constructor(rate: Rate, now: number, departures: readonly Departure[], fastestMs: number) {
    this.windowMs = rate.windowMs
    this.#limit = this.#ceiling = rate.limit
    this.#changedAt = now
    this.#nextAt = now
    this.#departures = [...departures]
    this.#fastestMs = fastestMs
  }

  get limit(): number {
    return this.#limit
  }

  /** The earliest time from `now` on at which a call fits. */
  earliest(now: number): number {
    this.#raise(now)
    return Math.max(this.#nextAt - this.#slackMs, this.#freeAt(now))
  }

  leave(departure: Departure): void {
    this.#departures.push(departure)
    this.#nextAt = Math.max(this.#nextAt, departure.at) + (this.windowMs * (1 + spacingShare)) / this.#limit
  }

  answered({ at, answeredAt = at }: Departure): void {
    const tookMs = answeredAt - at
    this.#fastestMs = tookMs < this.#fastestMs ? tookMs : this.#fastestMs + (tookMs - this.#fastestMs) * 0.001
  }

  /** Nothing leaves before `from`; then it goes on evenly. */
  pause(from: number): void {
    this.#nextAt = Math.max(this.#nextAt, from + this.#slackMs)
  }

  /** A refusal shows that fewer are borne: exactly so many. */
  measure(limit: number): void {
    if (limit < this.#limit) this.#limit = this.#ceiling = limit
  }

  /** A call was refused though the limit was kept: somebody else uses it too, or it was learned too high. */
  lower(departure: Departure, now: number, borne: number): void {
    if (departure.at <= this.#changedAt) return
    if (this.#limit > this.#ceiling) {
      this.#limit = this.#ceiling
      this.#probeAfter = Math.min(this.#probeAfter * 2, probeAfterMs * 16)
    } else {
      this.#limit = Math.max(1, Math.min(this.#limit - 1, Math.max(borne, Math.floor(this.#limit * 0.9))))
      this.#raiseAfter = Math.min(this.#raiseAfter * 2, raiseAfterMostMs)
    }
    this.#changedAt = now
  }

  #raise(now: number): void {
    const known = this.#limit < this.#ceiling
    if (now - this.#changedAt < (known ? this.#raiseAfter : this.#probeAfter)) return
    // What was tried and stood the time is known now.
    if (!known) this.#ceiling = this.#limit
    this.#limit++
    this.#changedAt = now
  }

  get #slackMs(): number {
    return this.windowMs * slackShare
  }

  #freeAt(now: number): number {
    const first = this.#departures.findIndex((departure) => this.#until(departure, now) > now)
    this.#departures.splice(0, first < 0 ? this.#departures.length : first)
    if (this.#departures.length < this.#limit) return now
    const held = this.#departures
      .map((departure) => this.#until(departure, now))
      .filter((until) => until > now)
      .sort((a, b) => a - b)
    return held.length < this.#limit ? now : (held[held.length - this.#limit] as number)
  }

  /** Until when a call counts. */
  #until({ at, answeredAt }: Departure, now: number): number {
    const late = Math.max(0, (answeredAt ?? now) - at - this.#fastestMs)
    return at + this.windowMs * (1 + marginShare) + Math.min(late, this.windowMs * delayShare)
  }
}
