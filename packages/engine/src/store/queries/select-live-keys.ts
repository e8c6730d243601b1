import type { Queryable } from '../store.ts'

/**
 * Every storage key that rows of the store speak of, under `staged/` and `sheets/`: from the sheets that count and from
 * the steps of their runs and of runs that have not ended.
 */
export async function selectLiveKeys(store: Queryable): Promise<Set<string>> {
  const rows = await store.query<{ key: string }>(
    `WITH live AS (
       SELECT r.id FROM runs r JOIN migrations m ON m.id = r.migration_id
       WHERE r.status IN ('queued', 'running', 'blocked') OR r.id IN (m.preview_run_id, m.execute_run_id)
     ), documents AS (
       SELECT result::jsonb AS document FROM run_steps WHERE run_id IN (SELECT id FROM live)
       UNION ALL
       SELECT jsonb_build_array(tables, sheets, ledger_key) FROM sheet_sets
     )
     SELECT DISTINCT key #>> '{}' AS key
     FROM documents, jsonb_path_query(document, 'strict $.** ? (@.type() == "string" && (@ starts with "staged/" || @ starts with "sheets/"))') AS key`,
  )
  return new Set(rows.map((row) => row.key))
}
