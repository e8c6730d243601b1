import { type RecipeBody, recipeBodySchema } from '@godwit/contract'
import { type RecipeRow, selectRecipe } from '../store/queries/select-recipe.ts'
import type { Queryable } from '../store/store.ts'

/** How far back an undo may go. */
const mostSteps = 50

/**
 * The versions before one, newest first, as undoing meets them: a version that was itself an undo stands for the one that
 * it went back to, so that undoing twice goes two changes back and not to and fro.
 */
export async function earlierRecipes(
  store: Queryable,
  migrationId: string,
  version: number,
): Promise<{ version: number; recipe: RecipeBody }[]> {
  const earlier: { version: number; recipe: RecipeBody }[] = []
  let row = await meant(store, migrationId, version)
  while (row?.parent != null && earlier.length < mostSteps) {
    row = await meant(store, migrationId, row.parent)
    if (row) earlier.push({ version: row.version, recipe: recipeBodySchema.parse(row.body) })
  }
  return earlier
}

/** A version, or the one that it made count again. */
async function meant(store: Queryable, migrationId: string, version: number): Promise<RecipeRow | null> {
  let row = await selectRecipe(store, migrationId, version)
  // What is restored is always older, so this ends.
  while (row?.restores != null && row.restores < row.version) row = await selectRecipe(store, migrationId, row.restores)
  return row
}
