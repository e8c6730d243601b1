import type { Datetime } from '../datetime/datetime.ts'
import { compareDatetimes } from '../datetime/datetime.ts'
import { isMap } from '../manifest/build-component.ts'
import type { DatetimeCursor } from './datetime-cursor.ts'
import { partitionKey } from './partition-router.ts'

/** Beyond so many partitions a cursor for each costs more than it saves: one for all is kept. */
const maxPartitions = 10_000

/**
 * Up to where a stream has been read, in the forms that manifests know: `{ field: value }`, or for a stream of
 * partitions `{ use_global_cursor, states: [{ partition, cursor }], state, lookback_window, parent_state }`.
 */
export class CursorState {
  readonly #cursor: DatetimeCursor
  readonly #isPartitioned: boolean
  readonly #states = new Map<string, { partition: Record<string, unknown>; value: string }>()
  /** The value of a stream without partitions, or the one that holds for every partition without its own. */
  #value: string | null = null
  #lookbackSeconds = 0
  #high: Datetime | null = null
  #parents: Record<string, unknown> | undefined

  constructor(cursor: DatetimeCursor, isPartitioned: boolean, stored: unknown, legacyField?: string) {
    this.#cursor = cursor
    this.#isPartitioned = isPartitioned
    if (!isMap(stored)) return
    if (isMap(stored['parent_state'])) this.#parents = stored['parent_state']
    const value = stored[cursor.field] ?? (isMap(stored['state']) ? stored['state'][cursor.field] : undefined)
    if (value !== undefined && value !== null) this.#value = String(value)
    this.#lookbackSeconds = Number(stored['lookback_window'] ?? 0) || 0
    for (const entry of Array.isArray(stored['states']) ? stored['states'] : [])
      if (isMap(entry) && isMap(entry['partition']) && isMap(entry['cursor']))
        this.#put(entry['partition'], entry['cursor'][cursor.field])
    if (legacyField !== undefined && !('states' in stored) && value === undefined)
      for (const [name, entry] of Object.entries(stored))
        if (isMap(entry)) this.#put({ [legacyField]: name, parent_slice: {} }, entry[cursor.field])
  }

  #put(partition: Record<string, unknown>, value: unknown): void {
    if (value !== undefined && value !== null)
      this.#states.set(partitionKey(partition), { partition, value: String(value) })
  }

  get parents(): Record<string, unknown> {
    return this.#parents ?? {}
  }

  keepParents(parents: Record<string, unknown>): void {
    if (Object.keys(parents).length > 0) this.#parents = parents
  }

  /** Where to start: the value of the partition, else the one for all. */
  startOf(partition: Record<string, unknown> | null): { value: string | null; lookbackSeconds: number } {
    const own = partition && !this.#cursor.isGlobal ? this.#states.get(partitionKey(partition)) : undefined
    return own
      ? { value: own.value, lookbackSeconds: 0 }
      : { value: this.#value, lookbackSeconds: this.#lookbackSeconds }
  }

  /** A window has been read to its end, and `high` is the newest record in it. It never moves back. */
  close(partition: Record<string, unknown> | null, high: Datetime | null): void {
    if (!high) return
    if (!this.#high || compareDatetimes(high, this.#high) > 0) this.#high = high
    if (partition && !this.#cursor.isGlobal) {
      const known = this.#states.get(partitionKey(partition))
      const before = known ? this.#cursor.parse(known.value) : null
      if (!before || compareDatetimes(high, before) > 0) this.#put(partition, this.#cursor.print(high))
    } else if (!partition) this.#raise(high)
  }

  #raise(high: Datetime): void {
    const before = this.#value === null ? null : this.#cursor.parse(this.#value)
    if (!before || compareDatetimes(high, before) > 0) this.#value = this.#cursor.print(high)
  }

  get high(): string | null {
    return this.#high ? this.#cursor.print(this.#high) : null
  }

  /** Takes up what an unfinished read had seen. */
  restoreHigh(value: unknown): void {
    this.#high = this.#cursor.parse(value)
  }

  /** The stream is read to its end. `tookSeconds`: what changed meanwhile is looked at again next time. */
  finish(tookSeconds: number): void {
    if (!this.#isPartitioned) return
    const tooMany = this.#states.size > maxPartitions
    if (!this.#cursor.isGlobal && !tooMany) return
    if (this.#high) this.#raise(this.#high)
    this.#lookbackSeconds = Math.ceil(tookSeconds)
    if (tooMany) this.#states.clear()
  }

  toJSON(): Record<string, unknown> {
    const parent = this.#parents ? { parent_state: this.#parents } : {}
    const simple = this.#value === null ? {} : { [this.#cursor.field]: this.#value }
    if (!this.#isPartitioned) return { ...simple, ...parent }
    const states = [...this.#states.values()].map(({ partition, value }) => ({
      partition,
      cursor: { [this.#cursor.field]: value },
    }))
    return {
      use_global_cursor: states.length === 0 && this.#value !== null,
      states,
      ...(this.#value === null ? {} : { state: simple }),
      ...(this.#lookbackSeconds > 0 ? { lookback_window: this.#lookbackSeconds } : {}),
      ...parent,
    }
  }
}
