import type { Queryable } from '../store.ts'
import type { RecipeRow } from './select-recipe.ts'

export type RecipeVersionRow = Omit<RecipeRow, 'body'>

/** All versions of a migration's recipe, newest first, without their bodies. */
export async function selectRecipeVersions(
  store: Queryable,
  migrationId: string,
  { limit, before }: { limit: number; before: number | null },
): Promise<RecipeVersionRow[]> {
  return store.query(
    `SELECT version, parent, restores, author, run_id, created_at FROM recipes
     WHERE migration_id = $1 AND ($2::int IS NULL OR version < $2::int) ORDER BY version DESC LIMIT $3`,
    [migrationId, before, limit],
  )
}
