import type { SourceWarning } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { FoundTable } from './file-row.ts'

/** What reading a file has shown. */
export async function updateFileStatus(
  tx: Queryable,
  fileId: string,
  {
    status,
    warnings,
    tables,
  }: { status: 'staged' | 'unreadable'; warnings: readonly SourceWarning[]; tables: readonly FoundTable[] },
): Promise<void> {
  await tx.query('UPDATE files SET status = $2, warnings = $3::jsonb, tables = $4::jsonb WHERE id = $1', [
    fileId,
    status,
    toJsonb(warnings),
    toJsonb(tables),
  ])
}
