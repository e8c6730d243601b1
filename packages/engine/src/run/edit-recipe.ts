import type { RecipeBody } from '@godwit/contract'
import { readSheetSet } from '../agent/read-sheet-set.ts'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { checkRecipe } from '../recipe/index.ts'
import { selectMigrationTemplates } from '../store/queries/select-migration-templates.ts'
import { type CreatedRun, createRun } from './create-run.ts'
import { findMigration } from './find-run.ts'

/**
 * Takes a person's own recipe in place of the agent's. It is checked at once, so mistakes are told with their places;
 * then a run of kind `update` keeps it as a new version by a person and fills its preview, which may take a while: the
 * caller gets the run to follow, as for every other change of the preview. Until it has ended, nothing has changed.
 *
 * @throws EngineError `migration_not_found`, `no_preview`, `run_active`, `recipe_invalid` with a detail for each mistake.
 */
export async function editRecipe(
  app: Pick<App, 'store' | 'config' | 'newId' | 'readDuckdb'>,
  accountId: string,
  migrationId: string,
  recipe: RecipeBody,
): Promise<CreatedRun> {
  const migration = await findMigration(app.store, accountId, migrationId)
  const preview = migration.preview_run_id ? await readSheetSet(app.store, migration.preview_run_id) : null
  if (!preview) {
    throw new EngineError('no_preview', 'There is no recipe to change yet. Start a run of kind generate first.')
  }
  const templates = (await selectMigrationTemplates(app.store, migrationId)).map(({ template }) => template)
  const problems = await app.readDuckdb((db) => checkRecipe({ db, recipe, templates, tables: preview.tables }))
  if (problems.length > 0) {
    const [first] = problems
    throw new EngineError(
      'recipe_invalid',
      `The recipe cannot be used: ${first!.path}: ${first!.message}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}. Correct it, then send it again.`,
      { details: problems },
    )
  }
  return createRun(app, accountId, migrationId, { kind: 'update', recipe })
}
