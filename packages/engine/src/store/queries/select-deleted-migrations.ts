import type { Queryable } from '../store.ts'

/** Ids of migrations that were deleted before `before` and still have a row: a crash cut their removal short. */
export async function selectDeletedMigrations(store: Queryable, before: Date): Promise<string[]> {
  const rows = await store.query<{ id: string }>('SELECT id FROM migrations WHERE deleted_at < $1 ORDER BY id', [
    before,
  ])
  return rows.map((row) => row.id)
}
