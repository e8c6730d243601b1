import type { RecipeBody, StagedTable } from '@godwit/contract'
import { currentPreview } from '../current-preview.ts'
import { sayDone, sayMessage } from '../say.ts'
import type { Step } from '../step.ts'

/** The changed recipe, and what it works on: the tables and profile of the preview that it changes. */
export type ApplyResult = {
  recipe: RecipeBody
  author: 'agent' | 'person'
  parent: number
  tables: StagedTable[]
  profile_key: string
}

/**
 * Changes the preview's recipe as the message asks, or takes a person's own recipe as it is. A message that is not
 * understood changes nothing: the thread says what would be, and the run ends with the preview as it was.
 */
export const applyChange: Step = async (context) => {
  const { run } = context
  const { set, profileKey } = await currentPreview(context)
  const base = { parent: set.recipe_version, tables: set.tables, profile_key: profileKey }
  if (run.input.recipe) {
    const result: ApplyResult = { ...base, recipe: run.input.recipe, author: 'person' }
    return { result, events: [sayDone('apply', 'Took the recipe as it was written.')] }
  }
  const text =
    'I cannot change a recipe by message yet. Nothing was changed. Send the changed recipe with PUT …/recipe instead.'
  return { result: { understood: false }, events: [sayMessage(text)], end: { action: 'propose' } }
}
