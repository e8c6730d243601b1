import type { Queryable } from '../store.ts'

export type RecipeRow = {
  version: number
  parent: number | null
  /** The version that an undo made count again; null for any other. */
  restores: number | null
  author: 'agent' | 'person'
  run_id: string | null
  body: unknown
  created_at: Date
}

/** One version of a migration's recipe; the newest when `version` is null. */
export async function selectRecipe(
  store: Queryable,
  migrationId: string,
  version: number | null,
): Promise<RecipeRow | null> {
  const rows = await store.query<RecipeRow>(
    `SELECT version, parent, restores, author, run_id, body, created_at FROM recipes
     WHERE migration_id = $1 AND ($2::int IS NULL OR version = $2::int) ORDER BY version DESC LIMIT 1`,
    [migrationId, version],
  )
  return rows[0] ?? null
}
