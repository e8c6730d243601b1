import type { Queryable } from '../store.ts'
import { type RunRow, runColumns } from './run-row.ts'

/** One run of a migration. */
export async function selectRun(store: Queryable, migrationId: string, runId: string): Promise<RunRow | null> {
  const rows = await store.query<RunRow>(`SELECT ${runColumns} FROM runs WHERE id = $1 AND migration_id = $2`, [
    runId,
    migrationId,
  ])
  return rows[0] ?? null
}
