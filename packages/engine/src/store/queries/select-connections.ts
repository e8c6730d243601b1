import type { Queryable } from '../store.ts'
import { type ConnectionRow, connectionFields } from './connection-row.ts'

/**
 * The connections of a migration, the one updated last first. Without a filter, all of them.
 *
 * @param filter.profileId a profile, null for those bound to the workbook, left out for any.
 */
export function selectConnections(
  store: Queryable,
  migrationId: string,
  { profileId, sourceKey = null }: { profileId?: string | null; sourceKey?: string | null } = {},
): Promise<ConnectionRow[]> {
  return store.query<ConnectionRow>(
    `SELECT ${connectionFields} FROM source_connections c
     WHERE c.migration_id = $1 AND ($2 OR c.profile_id IS NOT DISTINCT FROM $3::uuid)
       AND ($4::text IS NULL OR c.source_key = $4)
     ORDER BY c.updated_at DESC, c.id DESC`,
    [migrationId, profileId === undefined, profileId ?? null, sourceKey],
  )
}
