import type { Queryable } from '../store.ts'
import type { ProfileRow } from './insert-profile.ts'

/** A profile of the migration; with null, its default one. Null when there is none. */
export async function findProfile(
  store: Queryable,
  migrationId: string,
  id: string | null,
): Promise<ProfileRow | null> {
  const rows = await store.query<ProfileRow>(
    `SELECT id, external_id, name, is_default FROM profiles
     WHERE migration_id = $1 AND CASE WHEN $2::uuid IS NULL THEN is_default ELSE id = $2 END`,
    [migrationId, id],
  )
  return rows[0] ?? null
}
