import type { EngineError } from '../errors.ts'

/** A record as the source sent it, after the connector's own transformations. Whole numbers beyond 2^53 are bigints. */
export type SourceRecord = Record<string, unknown>

/**
 * Where the reading of one stream stands; JSON, opaque to everyone but the source that made it.
 *
 * - `cursor`: up to where the stream has been read, to go on from in a later run; absent without incremental reading.
 * - `resume`: where an unfinished read stands (slice and page); absent once the stream is read to its end.
 */
export type StreamState = { cursor?: Record<string, unknown>; resume?: Record<string, unknown> }

/** The state of every stream, by name. */
export type SourceState = Readonly<Record<string, StreamState>>

/** Something a person should know about a read that goes on all the same. */
export type SourceNotice = { level: 'info' | 'warning'; code: string; message: string }

/**
 * What a read yields. The records and `state` belong together: stored in one step, a crash at any moment loses nothing
 * and doubles nothing. A batch may hold no records, only a newer state, notices or the end.
 */
export type SourceBatch = {
  stream: string
  records: SourceRecord[]
  state: StreamState
  notices: SourceNotice[]
  /** On the last batch of each stream. A failed stream keeps the state from which it can go on. */
  end?: { status: 'completed' } | { status: 'failed'; error: EngineError }
}

export type SourceStream = {
  name: string
  /** JSON Schema of a record, as far as it is known without reading. */
  json_schema: Record<string, unknown>
  /** Paths of the fields that make a record unique; empty when unknown. */
  primary_key: string[][]
  /** Path of the field that grows with every change; null when there is none. */
  cursor_field: string[] | null
  supports_incremental: boolean
  /** Path of the field that is true on a record that the source has deleted; left out where deletions are not told. */
  deleted_field?: string[] | null
}

/** `ok` false is an answer, not an error: a wrong password, a host that is not there. */
export type SourceCheck = {
  ok: boolean
  message: string
  /** Why it failed, when it did: `credentials_refused` means asking for them again. */
  code?: string
  streams: { name: string; reachable: boolean; message: string }[]
}

export type ReadOptions = {
  streams: readonly string[]
  state: SourceState
  /** `full` reads everything (an unfinished read goes on); `incremental` starts at the cursor. */
  mode: 'full' | 'incremental'
  signal?: AbortSignal
}

/**
 * A live source, connected: configuration and secrets are already in it.
 *
 * - `read` yields batches of several streams in turn. One stream's failure is its last batch and leaves the others alone.
 *   Leaving the loop, or the signal, stops all work at once.
 * - Errors are EngineErrors without a secret in them.
 */
export interface Source {
  check(signal?: AbortSignal): Promise<SourceCheck>
  discover(signal?: AbortSignal): Promise<SourceStream[]>
  read(options: ReadOptions): AsyncIterable<SourceBatch>
  close(): Promise<void>
}
