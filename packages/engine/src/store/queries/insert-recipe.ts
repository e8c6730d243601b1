import type { RecipeBody } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

export type NewRecipe = {
  migrationId: string
  version: number
  parent: number | null
  author: 'agent' | 'person'
  /** The version that an undo made count again. */
  restores: number | null
  runId: string
  body: RecipeBody
}

/** Keeps a recipe under a version; one that is kept already stays as it is. The caller holds the migration's lock. */
export async function insertRecipe(tx: Queryable, recipe: NewRecipe): Promise<void> {
  await tx.query(
    `INSERT INTO recipes (migration_id, version, parent, author, restores, run_id, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7::json) ON CONFLICT (migration_id, version) DO NOTHING`,
    [
      recipe.migrationId,
      recipe.version,
      recipe.parent,
      recipe.author,
      recipe.restores,
      recipe.runId,
      toJsonb(recipe.body),
    ],
  )
}
