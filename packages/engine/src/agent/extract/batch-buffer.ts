import type { SourceBatch, SourceRecord, StreamState } from '../../source/index.ts'

/** What has been read of one stream and is not durable yet: its records as lines of JSON, and the state after the last. */
export type PendingBatch = {
  stream: string
  lines: string[]
  records: number
  /** Length of the lines, which is near enough to their bytes to decide when to write. */
  size: number
  state: StreamState
  completed: boolean
}

/** Gathers batches by stream, so that a fast source is written by the second and not by the page. */
export class BatchBuffer {
  #pending = new Map<string, PendingBatch>()
  size = 0
  records = 0

  get isEmpty(): boolean {
    return this.#pending.size === 0
  }

  add({ stream, records, state, end }: SourceBatch): void {
    const known = this.#pending.get(stream)
    const pending = known ?? { stream, lines: [], records: 0, size: 0, state, completed: false }
    this.#pending.set(stream, pending)
    for (const record of records) {
      const line = recordLine(record)
      pending.lines.push(line)
      pending.size += line.length + 1
      this.size += line.length + 1
    }
    pending.records += records.length
    this.records += records.length
    pending.state = state
    pending.completed = end?.status === 'completed'
  }

  /** Everything gathered so far; the buffer is empty afterwards. */
  take(): PendingBatch[] {
    const taken = [...this.#pending.values()]
    this.#pending = new Map()
    this.size = 0
    this.records = 0
    return taken
  }
}

const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** A record as one line of JSON; whole numbers that JavaScript's numbers cannot hold keep every digit. */
export function recordLine(record: SourceRecord): string {
  try {
    return JSON.stringify(record)
  } catch (error) {
    // Only a bigint is refused; looking for one in every record would cost more than failing now and then.
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(record, (_key, value) => (typeof value === 'bigint' ? rawJSON(String(value)) : value))
  }
}
