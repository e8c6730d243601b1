import type { File, SourceWarning } from '@godwit/contract'
import type { FileRow } from '../../../store/queries/file-row.ts'

/** A file that has arrived, as clients see it; `sameName` counts the files of the migration that share its name. */
export function renderFile(row: FileRow, sameName: number): File {
  return {
    id: row.id,
    name: row.name,
    storage_path: row.storage_key,
    content_type: row.content_type,
    size_bytes: row.size_bytes ?? 0,
    uploaded_at: (row.uploaded_at ?? new Date(0)).toISOString(),
    sha256: row.sha256 ?? '',
    status: row.status,
    warnings: [...row.warnings, ...(sameName > 1 ? [repeatedName(row.name, sameName)] : [])],
  }
}

const repeatedName = (name: string, count: number): SourceWarning => ({
  code: 'repeated_name',
  message: `${count} files of this migration are named "${name}". If one replaces the other, delete the old one.`,
  rows: [],
  count,
})
