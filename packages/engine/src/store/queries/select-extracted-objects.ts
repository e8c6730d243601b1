import type { Queryable } from '../store.ts'

/** Storage keys of a stream's extracted records, in the order in which they came. */
export async function selectExtractedObjects(
  store: Queryable,
  { runId, connectionId, stream }: { runId: string; connectionId: string; stream: string },
): Promise<string[]> {
  const rows = await store.query<{ storage_key: string }>(
    `SELECT storage_key FROM extraction_batches
     WHERE run_id = $1 AND connection_id = $2 AND stream = $3 AND storage_key IS NOT NULL ORDER BY position`,
    [runId, connectionId, stream],
  )
  return rows.map((row) => row.storage_key)
}
