import type { Snapshot, StagedTable } from '@godwit/contract'
import type { ExtractedConnection } from './extract-result.ts'

/** What a good end of an extraction leaves with its connection. */
export type Sync = {
  /** The version that was read by. */
  extractorId: string
  snapshot: Snapshot
  streamState: Record<string, Record<string, unknown>>
}

/**
 * The connection's snapshot and cursors after an extraction. A stream that failed keeps its old cursor only where its old
 * rows are kept too: a later incremental reading must never skip records that no table holds.
 */
export function describeSync(
  { connection_id, extractor_id, mode, streams }: ExtractedConnection,
  {
    tables,
    oldState,
    takenAt,
  }: { tables: readonly StagedTable[]; oldState: Readonly<Record<string, Record<string, unknown>>>; takenAt: Date },
): Sync {
  const tableOf = (stream: string) =>
    tables.find(
      ({ source }) => source.kind === 'stream' && source.connection_id === connection_id && source.stream === stream,
    )
  const streamState: Sync['streamState'] = {}
  for (const { name, cursor, error } of streams) {
    const old = mode === 'incremental' ? oldState[name] : undefined
    const next = error === null ? (cursor ?? old) : tableOf(name) ? old : undefined
    if (next) streamState[name] = next
  }
  return {
    extractorId: extractor_id,
    streamState,
    snapshot: {
      streams: streams.map(({ name, bytes, error }) => ({
        name,
        records: tableOf(name)?.row_count ?? 0,
        bytes,
        cursor: streamState[name] ?? null,
        ...(error ? { error: error.message, error_code: error.code } : {}),
      })),
      file_count: streams.reduce((sum, { objects }) => sum + objects, 0),
      taken_at: takenAt.toISOString(),
    },
  }
}
