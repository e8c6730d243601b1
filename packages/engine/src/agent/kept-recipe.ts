import { type RecipeBody, recipeBodySchema } from '@godwit/contract'
import { selectRecipe } from '../store/queries/select-recipe.ts'
import type { Queryable } from '../store/store.ts'

/** A version of the migration's recipe that something in the store speaks of. */
export async function keptRecipe(store: Queryable, migrationId: string, version: number): Promise<RecipeBody> {
  const row = await selectRecipe(store, migrationId, version)
  if (!row) throw new Error(`recipe version ${version} of the migration is gone`)
  return recipeBodySchema.parse(row.body)
}
