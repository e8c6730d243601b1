import { type Recipe, recipeBodySchema } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { type RecipeRow, selectRecipe } from '../store/queries/select-recipe.ts'
import { type RecipeVersionRow, selectRecipeVersions } from '../store/queries/select-recipe-versions.ts'
import { findMigration } from './find-run.ts'

/**
 * One version of a migration's recipe; without `version` the newest. @throws EngineError `migration_not_found`,
 * `recipe_not_found`.
 */
export async function readRecipe(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  version: number | null = null,
): Promise<Recipe> {
  await findMigration(app.store, accountId, migrationId)
  const row = await selectRecipe(app.store, migrationId, version)
  if (row) return { ...renderVersion(row), ...recipeBodySchema.parse(row.body) }
  throw new EngineError(
    'recipe_not_found',
    version === null
      ? 'This migration has no recipe yet. Start a run of kind generate first.'
      : `This migration's recipe has no version ${version}.`,
  )
}

/** A recipe's version without the recipe itself. */
export type RecipeVersion = Pick<Recipe, 'version' | 'parent' | 'restores' | 'author' | 'run_id' | 'created_at'>

/**
 * The versions of a migration's recipe, newest first. `before` is the last version of the page before; `next` is the one
 * to pass for the page after, null on the last. @throws EngineError `migration_not_found`.
 */
export async function listRecipeVersions(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  { limit = 50, before = null }: { limit?: number; before?: number | null } = {},
): Promise<{ versions: RecipeVersion[]; next: number | null }> {
  await findMigration(app.store, accountId, migrationId)
  const rows = await selectRecipeVersions(app.store, migrationId, { limit: limit + 1, before })
  const versions = rows.slice(0, limit).map(renderVersion)
  return { versions, next: rows.length > limit ? (versions.at(-1)?.version ?? null) : null }
}

const renderVersion = ({
  version,
  parent,
  restores,
  author,
  run_id,
  created_at,
}: RecipeRow | RecipeVersionRow): RecipeVersion => ({
  version,
  parent,
  restores,
  author,
  run_id,
  created_at: created_at.toISOString(),
})
