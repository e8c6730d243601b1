import type { SourceRecipeBody } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Keeps what a source has learned under its next version, which it gives. The caller holds the source's lock. */
export async function insertSourceRecipe(
  tx: Queryable,
  recipe: { sourceId: string; migrationId: string; runId: string; body: SourceRecipeBody },
): Promise<number> {
  const rows = await tx.query<{ version: number }>(
    `INSERT INTO source_recipes (source_id, version, migration_id, run_id, body)
     SELECT $1::uuid, coalesce(max(version), 0) + 1, $2::uuid, $3::uuid, $4::json
     FROM source_recipes WHERE source_id = $1::uuid
     RETURNING version`,
    [recipe.sourceId, recipe.migrationId, recipe.runId, toJsonb(recipe.body)],
  )
  return rows[0]!.version
}
