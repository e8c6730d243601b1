import type { PreviewDiff } from '@godwit/contract'
import type { SheetSet } from '../sheet/index.ts'
import { type Broken, compareSets } from './compare-sets.ts'
import { currentPreview } from './current-preview.ts'
import type { StepContext } from './step.ts'

/** What a changed recipe does to the present preview, and what it breaks that was whole. */
export async function previewEffect(
  context: StepContext,
  after: { recipe: Parameters<typeof compareSets>[0]['after']['recipe']; set: SheetSet },
): Promise<{ diff: PreviewDiff; broken: Broken[] }> {
  const { set, recipe } = await currentPreview(context)
  return compareSets(
    {
      before: { version: set.recipe_version, recipe, set },
      after: { version: after.set.recipe_version, recipe: after.recipe, set: after.set },
    },
    {
      db: await context.openDb(),
      pathsOf: async ({ rows_key, issues_key }) => ({
        rows: await context.pathOf(rows_key),
        issues: await context.pathOf(issues_key),
      }),
      names: new Map(context.templates.map(({ slug, name }) => [slug, name])),
    },
  )
}
