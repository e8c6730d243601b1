import type { Queryable } from '../store.ts'
import type { SourceRow } from './select-sources.ts'

/** The account's source with this id or, in any case, this name; archived ones do not count. Null when there is none. */
export async function findSource(
  store: Queryable,
  accountId: string,
  { id = null, name = null }: { id?: string | null; name?: string | null },
): Promise<SourceRow | null> {
  const rows = await store.query<SourceRow>(
    `SELECT s.id, s.name, s.logo_url,
       (SELECT count(*) FROM migrations m WHERE m.source_id = s.id AND m.deleted_at IS NULL) AS migrations,
       (SELECT max(version) FROM source_recipes r WHERE r.source_id = s.id) AS recipe_version
     FROM sources s
     WHERE s.account_id = $1 AND s.archived_at IS NULL AND (s.id = $2 OR lower(s.name) = lower($3))
     ORDER BY (s.id = $2) IS TRUE DESC LIMIT 1`,
    [accountId, id, name],
  )
  return rows[0] ?? null
}
