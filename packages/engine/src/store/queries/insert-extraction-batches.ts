import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** One object of extracted records with the state after it, see migration 0003. */
export type ExtractionBatch = {
  stream: string
  position: number
  storage_key: string | null
  records: number
  bytes: number
  state: Record<string, unknown>
  ended?: 'completed' | 'failed'
  error?: string
  error_code?: string
}

/** Makes extracted records and the state after them count, together. */
export async function insertExtractionBatches(
  tx: Queryable,
  { runId, connectionId, batches }: { runId: string; connectionId: string; batches: readonly ExtractionBatch[] },
): Promise<void> {
  if (batches.length === 0) return
  await tx.query(
    `INSERT INTO extraction_batches
       (run_id, connection_id, stream, position, storage_key, records, bytes, state, ended, error, error_code)
     SELECT $1, $2, stream, position, storage_key, records, bytes, state, ended, error, error_code
     FROM jsonb_to_recordset($3::jsonb) AS batch (stream text, position int, storage_key text, records int, bytes bigint,
       state jsonb, ended text, error text, error_code text)`,
    [runId, connectionId, toJsonb(batches)],
  )
}
