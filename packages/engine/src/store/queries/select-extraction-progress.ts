import type { Queryable } from '../store.ts'

/** How far a run has read one stream. */
export type ExtractionProgress = {
  stream: string
  /** Of the last batch; the next one counts on. */
  position: number
  state: Record<string, unknown>
  ended: 'completed' | 'failed' | null
  error: string | null
  error_code: string | null
  records: number
  bytes: number
  objects: number
}

/** How far a run has read each stream of a connection: the last batch, and sums over all. */
export async function selectExtractionProgress(
  store: Queryable,
  runId: string,
  connectionId: string,
): Promise<ExtractionProgress[]> {
  return store.query<ExtractionProgress>(
    `SELECT DISTINCT ON (stream) stream, position, state, ended, error, error_code,
       (sum(records) OVER whole)::bigint AS records, (sum(bytes) OVER whole)::bigint AS bytes,
       count(storage_key) OVER whole AS objects
     FROM extraction_batches WHERE run_id = $1 AND connection_id = $2
     WINDOW whole AS (PARTITION BY stream)
     ORDER BY stream, position DESC`,
    [runId, connectionId],
  )
}
