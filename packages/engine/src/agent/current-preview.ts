import type { RecipeBody } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import type { SheetSet } from '../sheet/index.ts'
import { selectMigrationState } from '../store/queries/select-migration-state.ts'
import { selectRunSteps } from '../store/queries/select-run-steps.ts'
import { keptRecipe } from './kept-recipe.ts'
import { readSheetSet } from './read-sheet-set.ts'
import type { ApplyResult, ProfileResult, StepContext } from './step.ts'

/** What the migration's preview was made of. */
export type CurrentPreview = { set: SheetSet; recipe: RecipeBody; profileKey: string }

/**
 * The preview that the migration points at, with its recipe and the profile of its tables. Nothing can replace it while
 * a run is active. @throws EngineError `no_preview`.
 */
export async function currentPreview({
  services: { store },
  run,
}: Pick<StepContext, 'services' | 'run'>): Promise<CurrentPreview> {
  const migration = await selectMigrationState(store, run.account_id, run.migration_id)
  const set = migration?.preview_run_id ? await readSheetSet(store, migration.preview_run_id) : null
  if (!set) throw new EngineError('no_preview', 'There is no preview any more. Start a run of kind generate first.')
  const recipe = await keptRecipe(store, run.migration_id, set.recipe_version)
  const made = await selectRunSteps(store, set.run_id)
  const profile = (made.get('profile') ?? made.get('apply')) as ProfileResult | ApplyResult | undefined
  if (!profile) throw new Error('the profile of the preview is gone')
  return { set, recipe, profileKey: profile.profile_key }
}
