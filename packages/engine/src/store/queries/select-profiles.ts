import type { Queryable } from '../store.ts'
import type { ProfileRow } from './insert-profile.ts'

/** Profiles of a migration, oldest first (the default one was made with it), after `afterId`. */
export function selectProfiles(
  store: Queryable,
  migrationId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<ProfileRow[]> {
  return store.query<ProfileRow>(
    `SELECT id, external_id, name, is_default FROM profiles
     WHERE migration_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [migrationId, afterId, limit],
  )
}
