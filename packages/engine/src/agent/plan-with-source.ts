import { sourceRecipeBodySchema } from '@godwit/contract'
import { type Plan, type PlanInput, planFromSource, planMapping } from '../plan/index.ts'
import { checkRecipe } from '../recipe/index.ts'
import { findMigrationSource } from '../store/queries/find-migration-source.ts'
import { selectSourceRecipe } from '../store/queries/select-source-recipe.ts'
import type { StepContext } from './step.ts'

/** Which version of the source's recipe a plan started from, and what was different from earlier migrations. */
export type SourceUse = { version: number; drift: string[] }

/**
 * Makes a mapping, from the source's recipe where the migration names a source that has one, unless the run is asked to
 * ignore it. A run that is planned again stays with the version that it began with.
 */
export async function planWithSource(
  context: StepContext,
  input: PlanInput,
  began: SourceUse | null | undefined,
): Promise<Plan & { source: SourceUse | null }> {
  const { run, services } = context
  const source = await findMigrationSource(services.store, run.migration_id)
  const row = source && (await selectSourceRecipe(services.store, source.id, began?.version ?? null))
  if (!source || !row || began === null) return { ...(await planMapping(input)), source: null }
  if (run.input.ignore_source_recipe) {
    const plan = await planMapping(input)
    const note = `Planned afresh: the recipe that ${source.name} has learned (version ${row.version}) was left aside, as asked.`
    return { ...plan, notes: [note, ...plan.notes], source: null }
  }
  const db = await context.openDb()
  const { drift, ...plan } = await planFromSource({
    ...input,
    source: { name: source.name, version: row.version, recipe: sourceRecipeBodySchema.parse(row.body) },
    check: (recipe) => checkRecipe({ db, recipe, templates: input.templates, tables: input.tables }),
  })
  return { ...plan, source: { version: row.version, drift } }
}
