import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

/** Announces a file: it counts once it has been uploaded. */
export async function insertFile(
  store: Queryable,
  row: Pick<
    FileRow,
    'id' | 'migration_id' | 'name' | 'content_type' | 'announced_bytes' | 'storage_key' | 'expires_at'
  > & {
    created_at: Date
  },
): Promise<void> {
  await store.query(
    `INSERT INTO files (id, migration_id, name, content_type, announced_bytes, storage_key, expires_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      row.id,
      row.migration_id,
      row.name,
      row.content_type,
      row.announced_bytes,
      row.storage_key,
      row.expires_at,
      row.created_at,
    ],
  )
}
