import type { Queryable } from '../store.ts'

/** The source that a migration names, archived or not; null for a sourceless one. */
export async function findMigrationSource(
  store: Queryable,
  migrationId: string,
): Promise<{ id: string; name: string } | null> {
  const rows = await store.query<{ id: string; name: string }>(
    'SELECT s.id, s.name FROM migrations m JOIN sources s ON s.id = m.source_id WHERE m.id = $1',
    [migrationId],
  )
  return rows[0] ?? null
}
