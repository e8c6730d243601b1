import type { File, FileTable, SourceWarning, TableCorrection } from '@godwit/contract'
import type { FileCorrections, FileRow } from '../../../store/queries/file-row.ts'

/** A file that has arrived, as clients see it; `sameName` counts the files of the migration that share its name. */
export function renderFile(row: FileRow, sameName: number): File {
  const tables = row.tables.map(
    ({ group, ...table }, at): FileTable => ({
      n: at + 1,
      ...table,
      correction: correctionOf(row.corrections, at + 1, group),
    }),
  )
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
    tables,
  }
}

/** What has been said of a table, with what has been said of the text that it stands in. */
function correctionOf(corrections: FileCorrections, n: number, group: number | null): TableCorrection | null {
  const { delimiter, encoding } = corrections[group ?? n] ?? {}
  const { header_row, region, skip } = corrections[n] ?? {}
  const said: TableCorrection = {
    ...(header_row === undefined ? {} : { header_row }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(region === undefined ? {} : { region }),
    ...(skip === undefined ? {} : { skip }),
  }
  return Object.keys(said).length > 0 ? said : null
}

const repeatedName = (name: string, count: number): SourceWarning => ({
  code: 'repeated_name',
  message: `${count} files of this migration are named "${name}". If one replaces the other, delete the old one.`,
  rows: [],
  count,
})
