import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

/** Files of a migration that have arrived, oldest first, after `afterId`; `same_name` counts those that share a name. */
export function selectFiles(
  store: Queryable,
  migrationId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<(FileRow & { same_name: number })[]> {
  return store.query(
    `SELECT * FROM (
       SELECT *, count(*) OVER (PARTITION BY name) AS same_name FROM files
       WHERE migration_id = $1 AND uploaded_at IS NOT NULL
     ) arrived
     WHERE $2::uuid IS NULL OR id > $2 ORDER BY id LIMIT $3`,
    [migrationId, afterId, limit],
  )
}
