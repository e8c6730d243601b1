import { currentPreview } from '../current-preview.ts'
import { fillSet } from '../fill-set.ts'
import { count, list, sayDone, sayMessage, sayTool } from '../say.ts'
import type { Step } from '../step.ts'

/** Runs the approved recipe over the staged tables of the preview. No agent has a say in it. */
export const transformRows: Step = async (context) => {
  const approved = await currentPreview(context)
  const version = approved.set.recipe_version
  const { set, warnings } = await fillSet(context, 'transform', {
    recipe: approved.recipe,
    version,
    tables: approved.set.tables,
  })
  const sheets = set.sheets.map(({ slug, row_count }) => ({ sheet: slug, rows: row_count }))
  return {
    result: set,
    events: [
      ...warnings.map(sayMessage),
      ...sayTool('fill_sheets', { recipe_version: version }, { sheets }),
      sayDone(
        'transform',
        `Filled ${list(set.sheets.map(({ name, row_count }) => `${name} with ${count(row_count, 'row')}`))}.`,
      ),
    ],
  }
}
