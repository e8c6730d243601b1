import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

/** A file of a migration that has arrived, and how many share its name; null when there is none. */
export async function selectFile(
  store: Queryable,
  migrationId: string,
  id: string,
): Promise<(FileRow & { same_name: number }) | null> {
  const rows = await store.query<FileRow & { same_name: number }>(
    `SELECT f.*, (
       SELECT count(*) FROM files o
       WHERE o.migration_id = f.migration_id AND o.name = f.name AND o.uploaded_at IS NOT NULL
     ) AS same_name
     FROM files f WHERE migration_id = $1 AND id = $2 AND uploaded_at IS NOT NULL`,
    [migrationId, id],
  )
  return rows[0] ?? null
}
