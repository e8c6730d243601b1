import type { RecipeBody } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Keeps a recipe under the migration's next version, which it gives. The caller holds the migration's lock. */
export async function insertRecipe(
  tx: Queryable,
  recipe: { migrationId: string; parent: number | null; author: 'agent' | 'person'; runId: string; body: RecipeBody },
): Promise<number> {
  const rows = await tx.query<{ version: number }>(
    `INSERT INTO recipes (migration_id, version, parent, author, run_id, body)
     SELECT $1::uuid, coalesce(max(version), 0) + 1, $2::int, $3::text, $4::uuid, $5::json
     FROM recipes WHERE migration_id = $1::uuid
     RETURNING version`,
    [recipe.migrationId, recipe.parent, recipe.author, recipe.runId, toJsonb(recipe.body)],
  )
  return rows[0]!.version
}
