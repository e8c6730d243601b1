import type { Queryable } from '../store.ts'
import type { SourceRecipeRow } from './select-source-recipe.ts'

export type SourceRecipeVersionRow = Omit<SourceRecipeRow, 'body'>

/** All versions of a source's recipe, newest first, without their bodies. */
export function selectSourceRecipeVersions(
  store: Queryable,
  sourceId: string,
  { limit, before }: { limit: number; before: number | null },
): Promise<SourceRecipeVersionRow[]> {
  return store.query<SourceRecipeVersionRow>(
    `SELECT version, migration_id, run_id, created_at FROM source_recipes
     WHERE source_id = $1 AND ($2::int IS NULL OR version < $2::int) ORDER BY version DESC LIMIT $3`,
    [sourceId, before, limit],
  )
}
