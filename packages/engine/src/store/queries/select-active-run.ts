import type { Queryable } from '../store.ts'

/** The one run of the migration that has not ended, if any. */
export async function selectActiveRun(store: Queryable, migrationId: string): Promise<{ id: string } | null> {
  const rows = await store.query<{ id: string }>(
    `SELECT id FROM runs WHERE migration_id = $1 AND status IN ('queued', 'running', 'blocked')`,
    [migrationId],
  )
  return rows[0] ?? null
}
