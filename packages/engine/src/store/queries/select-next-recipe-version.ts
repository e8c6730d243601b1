import type { Queryable } from '../store.ts'

/** The version that a migration's next recipe gets: nothing else gives versions away while a run is active. */
export async function selectNextRecipeVersion(store: Queryable, migrationId: string): Promise<number> {
  const rows = await store.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) + 1 AS version FROM recipes WHERE migration_id = $1',
    [migrationId],
  )
  return rows[0]!.version
}
