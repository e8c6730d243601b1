import type { Queryable } from '../store.ts'

export type ProfileRow = { id: string; external_id: string | null; name: string; is_default: boolean }

/** Adds a profile. Throws StoreConflict `profiles_external_id` when the migration has one with that external id. */
export async function insertProfile(
  store: Queryable,
  row: ProfileRow & { migration_id: string; created_at: Date },
): Promise<void> {
  await store.query(
    'INSERT INTO profiles (id, migration_id, external_id, name, is_default, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [row.id, row.migration_id, row.external_id, row.name, row.is_default, row.created_at],
  )
}
