import type { Queryable } from '../store.ts'

export type SourceRecipeRow = {
  version: number
  migration_id: string | null
  run_id: string | null
  body: unknown
  created_at: Date
}

/** One version of a source's recipe; the newest when `version` is null. Null when the source has learned nothing. */
export async function selectSourceRecipe(
  store: Queryable,
  sourceId: string,
  version: number | null,
): Promise<SourceRecipeRow | null> {
  const rows = await store.query<SourceRecipeRow>(
    `SELECT version, migration_id, run_id, body, created_at FROM source_recipes
     WHERE source_id = $1 AND ($2::int IS NULL OR version = $2::int) ORDER BY version DESC LIMIT 1`,
    [sourceId, version],
  )
  return rows[0] ?? null
}
