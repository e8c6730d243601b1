import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableProfile } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import { asksToUndo, readUpdate } from '../../plan/index.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { fillSheets, type SheetSet } from '../../sheet/index.ts'
import { compareSets } from '../compare-sets.ts'
import type { CurrentPreview } from '../current-preview.ts'
import { describeBroken, describeDiff } from '../describe-diff.ts'
import { earlierRecipes } from '../earlier-recipes.ts'
import { localPaths } from '../local-paths.ts'
import type { StepContext } from '../step.ts'

/** What a change in words would do, by doing it on the side: nothing of it is kept. */
export async function supposeChange(
  context: StepContext,
  { set, recipe }: CurrentPreview,
  profiles: readonly TableProfile[],
  message: string,
): Promise<string> {
  const { templates, run, sheetIds, signal } = context
  const { tables } = set
  const earlier = asksToUndo(message)
    ? await earlierRecipes(context.services.store, run.migration_id, set.recipe_version)
    : []
  const change = readUpdate(message, { recipe, templates, tables, profiles, earlier })
  if (change.kind === 'refused')
    return `I do not understand what you suppose: ${change.why} ${examples(change.suggestions)}`
  const db = await context.openDb()
  const [problem] = await checkRecipe({ db, recipe: change.recipe, templates, tables })
  if (problem) return `${change.said.join(' ')} But that would not be a recipe that works: ${problem.message}.`
  const outDir = join(context.workDir, 'supposed')
  await mkdir(outDir, { recursive: true })
  const pathOf = await localPaths(context, tables)
  const filled = await fillSheets({
    db,
    recipe: change.recipe,
    templates,
    tables,
    sheetIds,
    pathOf,
    outDir,
    signal,
  }).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'recipe_invalid') return error.message
    throw error
  })
  if (typeof filled === 'string') return `${change.said.join(' ')} But that would not work on this data: ${filled}`
  const supposed: SheetSet = {
    ...set,
    sheets: filled.sheets.map(({ rows_path, issues_path, ...sheet }) => ({
      ...sheet,
      rows_key: rows_path,
      issues_key: issues_path,
    })),
    coverage: filled.coverage,
    proof: filled.proof,
  }
  const own = new Set(supposed.sheets.flatMap(({ rows_key, issues_key }) => [rows_key, issues_key]))
  const path = async (key: string) => (own.has(key) ? key : context.pathOf(key))
  const { diff, broken } = await compareSets(
    {
      before: { version: set.recipe_version, recipe, set },
      after: { version: set.recipe_version + 1, recipe: change.recipe, set: supposed },
    },
    {
      db,
      pathsOf: async ({ rows_key, issues_key }) => ({ rows: await path(rows_key), issues: await path(issues_key) }),
      names: new Map(templates.map(({ slug, name }) => [slug, name])),
    },
  )
  const harm = broken.length > 0 ? `\nMind: ${describeBroken(broken)}.` : ''
  return `If that were done (${change.said.join(' ')}):\n${describeDiff(diff, true)}${harm}\nNothing was changed.`
}

const examples = (suggestions: readonly string[]): string =>
  suggestions.length === 0 ? '' : `I understand:${suggestions.map((suggestion) => `\n- ${suggestion}`).join('')}`
