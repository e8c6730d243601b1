import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

/** An announced file by its id alone: the upload's token stands for the account. Null when it or its migration is gone. */
export async function findAnnouncedFile(store: Queryable, id: string): Promise<FileRow | null> {
  const rows = await store.query<FileRow>(
    `SELECT f.* FROM files f JOIN migrations m ON m.id = f.migration_id WHERE f.id = $1 AND m.deleted_at IS NULL`,
    [id],
  )
  return rows[0] ?? null
}
