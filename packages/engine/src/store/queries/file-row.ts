import type { FileTable, SourceWarning, TableCorrection } from '@godwit/contract'

/** A table of a file as it was staged. `group`: position of the first table of the same text or sheet, if it stands in one. */
export type FoundTable = Omit<FileTable, 'n' | 'correction'> & { group: number | null }

/** By position of the table in the file, from 1. */
export type FileCorrections = Record<string, TableCorrection>

/** A row of `files`: announced, being uploaded (`claimed_at`), or there (`uploaded_at`). */
export type FileRow = {
  id: string
  migration_id: string
  name: string
  content_type: string
  announced_bytes: number | null
  storage_key: string
  expires_at: Date
  claimed_at: Date | null
  uploaded_at: Date | null
  size_bytes: number | null
  sha256: string | null
  status: 'uploaded' | 'staged' | 'unreadable'
  warnings: SourceWarning[]
  tables: FoundTable[]
  corrections: FileCorrections
}
