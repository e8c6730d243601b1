import { type SourceRecipeBody, sourceRecipeBodySchema } from '@godwit/contract'
import { makePortable, mergeRecipes } from '../plan/index.ts'
import { bindInputs } from '../recipe/index.ts'
import { findMigrationSource } from '../store/queries/find-migration-source.ts'
import type { NewEvent } from '../store/queries/insert-events.ts'
import { insertSourceRecipe } from '../store/queries/insert-source-recipe.ts'
import { lockSource } from '../store/queries/lock-source.ts'
import { selectSourceRecipe } from '../store/queries/select-source-recipe.ts'
import type { Queryable } from '../store/store.ts'
import { currentPreview } from './current-preview.ts'
import { readProfiles } from './read-profiles.ts'
import { sayMessage } from './say.ts'
import type { StepContext } from './step.ts'

/**
 * Works out what the migration's source learns from the recipe that is being executed, and gives what keeps it: inside
 * the transaction that publishes the sheets, as the source's next version. A recipe that says nothing new makes none.
 */
export async function learnRecipe(context: StepContext): Promise<(tx: Queryable) => Promise<NewEvent[]>> {
  const { run, templates, services } = context
  const source = await findMigrationSource(services.store, run.migration_id)
  if (!source) return async () => []
  const { set, recipe, profileKey } = await currentPreview(context)
  const { profiles } = await readProfiles(services.storage, profileKey)
  const portable = makePortable({
    recipe,
    templates,
    tables: set.tables,
    bound: bindInputs(recipe, set.tables),
    profiles,
  })
  if (!portable) return async () => []
  return async (tx) => {
    await lockSource(tx, source.id)
    const newest = await selectSourceRecipe(tx, source.id, null)
    const earlier = newest ? sourceRecipeBodySchema.parse(newest.body) : null
    const body = sourceRecipeBodySchema.parse(mergeRecipes(earlier, portable))
    if (earlier && isSame(earlier, body)) return []
    const version = await insertSourceRecipe(tx, {
      sourceId: source.id,
      migrationId: run.migration_id,
      runId: run.id,
      body,
    })
    const text = `${source.name} has learned from this migration: its recipe is version ${version} now, and the next migration of this source starts from it. What belongs to this customer alone is not in it.`
    return [sayMessage(text)]
  }
}

const isSame = (a: SourceRecipeBody, b: SourceRecipeBody): boolean => JSON.stringify(a) === JSON.stringify(b)
