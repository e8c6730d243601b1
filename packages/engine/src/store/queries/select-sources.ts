import type { Queryable } from '../store.ts'

export type SourceRow = {
  id: string
  name: string
  logo_url: string | null
  migrations: number
  recipe_version: number | null
}

/** The account's sources that are not archived, oldest first, after `afterId`, with how many migrations use each and what it has learned. */
export function selectSources(
  store: Queryable,
  accountId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<SourceRow[]> {
  return store.query<SourceRow>(
    `SELECT s.id, s.name, s.logo_url,
       (SELECT count(*) FROM migrations m WHERE m.source_id = s.id AND m.deleted_at IS NULL) AS migrations,
       (SELECT max(version) FROM source_recipes r WHERE r.source_id = s.id) AS recipe_version
     FROM sources s
     WHERE s.account_id = $1 AND s.archived_at IS NULL AND ($2::uuid IS NULL OR s.id > $2) ORDER BY s.id LIMIT $3`,
    [accountId, afterId, limit],
  )
}
