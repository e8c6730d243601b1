import { type PreviewDiff, recipeBodySchema } from '@godwit/contract'
import { compareSets, type VersionSide } from '../agent/compare-sets.ts'
import { readSheetSet } from '../agent/read-sheet-set.ts'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import type { SheetSet } from '../sheet/index.ts'
import { selectMigrationTemplates } from '../store/queries/select-migration-templates.ts'
import { selectRecipe } from '../store/queries/select-recipe.ts'
import { selectVersionSheetSet } from '../store/queries/select-version-sheet-set.ts'
import { findMigration } from './find-run.ts'

/**
 * What differs between two versions of a migration's recipe: in the recipe always, in rows and cells where the sheets of
 * both are kept (those of the last few versions are). `to` left out: the present preview's; `from` left out: the one
 * that `to` came from.
 *
 * @throws EngineError `migration_not_found`, `preview_not_found`, `recipe_not_found`.
 */
export async function compareVersions(
  app: Pick<App, 'store' | 'storage' | 'readDuckdb'>,
  accountId: string,
  migrationId: string,
  wanted: { from?: number; to?: number },
): Promise<PreviewDiff> {
  const migration = await findMigration(app.store, accountId, migrationId)
  const preview = migration.preview_run_id ? await readSheetSet(app.store, migration.preview_run_id) : null
  if (!preview) {
    throw new EngineError('preview_not_found', 'There is no preview yet. Start a run of kind generate first.')
  }
  const to = wanted.to ?? preview.recipe_version
  const after = await sideOf(app, migrationId, to)
  const from = wanted.from ?? after.parent
  if (from === null) {
    throw new EngineError(
      'recipe_not_found',
      `Version ${to} of the recipe was made anew, so there is none before it to compare with. Name one with from.`,
    )
  }
  const before = await sideOf(app, migrationId, from)
  const templates = await selectMigrationTemplates(app.store, migrationId)
  const names = new Map(templates.map(({ template }) => [template.slug, template.name]))
  const pathsOf = async ({ rows_key, issues_key }: SheetSet['sheets'][number]) => ({
    rows: await app.storage.localPath(rows_key),
    issues: await app.storage.localPath(issues_key),
  })
  const { diff } = await app.readDuckdb((db) => compareSets({ before, after }, { db, pathsOf, names }))
  return diff
}

async function sideOf(
  { store }: Pick<App, 'store'>,
  migrationId: string,
  version: number,
): Promise<VersionSide & { parent: number | null }> {
  const row = await selectRecipe(store, migrationId, version)
  if (!row) throw new EngineError('recipe_not_found', `This migration's recipe has no version ${version}.`)
  const set = (await selectVersionSheetSet(store, migrationId, version)) as SheetSet | null
  return { version, parent: row.parent, recipe: recipeBodySchema.parse(row.body), set }
}
