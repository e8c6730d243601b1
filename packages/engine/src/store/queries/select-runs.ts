import type { Queryable } from '../store.ts'
import { type RunRow, runColumns } from './run-row.ts'

/** Runs of a migration, newest first, older than the run `before`. */
export async function selectRuns(
  store: Queryable,
  migrationId: string,
  { limit, before }: { limit: number; before: string | null },
): Promise<RunRow[]> {
  return store.query<RunRow>(
    `SELECT ${runColumns} FROM runs WHERE migration_id = $1 AND ($2::uuid IS NULL OR id < $2::uuid)
     ORDER BY id DESC LIMIT $3`,
    [migrationId, before, limit],
  )
}
