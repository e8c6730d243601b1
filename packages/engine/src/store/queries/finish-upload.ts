import type { Queryable } from '../store.ts'
import type { FileRow } from './file-row.ts'

/** Makes an uploaded file count; null when the request does not hold the URL any more, or the file is gone. */
export async function finishUpload(
  tx: Queryable,
  { id, held, now, size_bytes, sha256 }: { id: string; held: Date; now: Date; size_bytes: number; sha256: string },
): Promise<FileRow | null> {
  const rows = await tx.query<FileRow>(
    `UPDATE files f SET uploaded_at = $3, size_bytes = $4, sha256 = $5 FROM migrations m
     WHERE f.id = $1 AND f.claimed_at = $2 AND f.uploaded_at IS NULL AND m.id = f.migration_id AND m.deleted_at IS NULL
     RETURNING f.*`,
    [id, held, now, size_bytes, sha256],
  )
  return rows[0] ?? null
}
