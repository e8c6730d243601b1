import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { FileCorrections } from './file-row.ts'

/** Sets what a person has said of the tables of a file; the next run that reads the file goes by it. */
export async function updateFileCorrections(tx: Queryable, id: string, corrections: FileCorrections): Promise<void> {
  await tx.query('UPDATE files SET corrections = $2::jsonb WHERE id = $1', [id, toJsonb(corrections)])
}
