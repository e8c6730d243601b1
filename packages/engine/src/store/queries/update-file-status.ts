import type { SourceWarning } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** What reading a file has shown. */
export async function updateFileStatus(
  tx: Queryable,
  fileId: string,
  { status, warnings }: { status: 'staged' | 'unreadable'; warnings: readonly SourceWarning[] },
): Promise<void> {
  await tx.query('UPDATE files SET status = $2, warnings = $3::jsonb WHERE id = $1', [
    fileId,
    status,
    toJsonb(warnings),
  ])
}
