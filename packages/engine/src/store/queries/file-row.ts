import type { SourceWarning } from '@godwit/contract'

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
}
