import type { Queryable } from '../store.ts'

/**
 * Every storage key that rows of the store speak of, under `staged/` and `sheets/`: from the sheets that count, and from
 * the steps and extracted records of their runs, of runs that have not ended, and of the last good extraction of each
 * connection, which an incremental one goes on from and which outlives the connection.
 */
export async function selectLiveKeys(store: Queryable): Promise<Set<string>> {
  const rows = await store.query<{ key: string }>(
    `WITH snapshots AS (
       SELECT DISTINCT ON (b.connection_id) b.run_id
       FROM extraction_batches b JOIN runs r ON r.id = b.run_id
       WHERE r.status = 'awaiting_approval' ORDER BY b.connection_id, b.run_id DESC
     ), live AS (
       SELECT r.id FROM runs r JOIN migrations m ON m.id = r.migration_id
       WHERE r.status IN ('queued', 'running', 'blocked') OR r.id IN (m.preview_run_id, m.execute_run_id)
         OR r.id IN (SELECT run_id FROM snapshots)
     ), documents AS (
       SELECT result::jsonb AS document FROM run_steps WHERE run_id IN (SELECT id FROM live)
       UNION ALL
       SELECT jsonb_build_array(tables, sheets, ledger_key) FROM sheet_sets
     )
     SELECT storage_key AS key FROM extraction_batches
     WHERE storage_key IS NOT NULL AND run_id IN (SELECT id FROM live)
     UNION
     SELECT key #>> '{}' AS key
     FROM documents, jsonb_path_query(document, 'strict $.** ? (@.type() == "string" && (@ starts with "staged/" || @ starts with "sheets/"))') AS key`,
  )
  return new Set(rows.map((row) => row.key))
}
