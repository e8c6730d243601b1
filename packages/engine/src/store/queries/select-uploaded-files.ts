import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

export type UploadedFile = Pick<FileRow, 'id' | 'name' | 'content_type' | 'storage_key' | 'corrections'> & {
  size_bytes: number
}

/** The migration's files that have arrived, in the order in which they were announced. */
export async function selectUploadedFiles(store: Queryable, migrationId: string): Promise<UploadedFile[]> {
  return store.query<UploadedFile>(
    `SELECT id, name, content_type, storage_key, size_bytes, corrections FROM files
     WHERE migration_id = $1 AND uploaded_at IS NOT NULL ORDER BY id`,
    [migrationId],
  )
}
