import { recipeBodySchema } from '@godwit/contract'
import { fillSet } from '../fill-set.ts'
import { count, list, sayDone, sayMessage, sayTool } from '../say.ts'
import { stagedTables } from '../staged-tables.ts'
import { resultOf, type Step } from '../step.ts'
import { type CompileResult, newRecipe } from './compile-recipe.ts'
import type { PlanResult } from './plan-mapping.ts'

/** Fills the sheets as the new recipe would have them. */
export const fillPreview: Step = async (context) => {
  const { recipe_version: version } = resultOf<CompileResult>(context, 'compile')
  // As it will be kept: an execute reads the same.
  const recipe = recipeBodySchema.parse(newRecipe(context).recipe)
  const tables = stagedTables(context)
  const { set, warnings } = await fillSet(context, 'preview', { recipe, version, tables })
  const sheets = set.sheets.map(({ slug, row_count, invalid_rows }) => ({ sheet: slug, rows: row_count, invalid_rows }))
  return {
    result: { ...set, plan: withDrift(set.plan, context.finished.get('plan') as PlanResult | undefined) },
    events: [
      ...warnings.map(sayMessage),
      ...sayTool('fill_sheets', { recipe_version: version }, { sheets, balanced: set.coverage.balanced }),
      sayDone(
        'preview',
        `Filled ${list(set.sheets.map(({ name, row_count }) => `${name} with ${count(row_count, 'row')}`))}.`,
      ),
    ],
  }
}

/** What is different from earlier migrations of the source belongs to the plan that is approved. */
function withDrift(plan: string, made: PlanResult | undefined): string {
  const drift = made?.source?.drift ?? []
  return drift.length === 0 ? plan : `${plan}\nDifferent from earlier migrations of this source: ${drift.join(' ')}`
}
