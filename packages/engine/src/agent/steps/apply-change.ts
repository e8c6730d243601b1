import type { RecipeBody, StagedTable } from '@godwit/contract'
import { applyCommand } from '../../plan/index.ts'
import { currentPreview } from '../current-preview.ts'
import { readProfiles } from '../read-profiles.ts'
import { sayDone, sayMessage, sayTool } from '../say.ts'
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
  const { run, templates } = context
  const { set, recipe, profileKey } = await currentPreview(context)
  const base = { parent: set.recipe_version, tables: set.tables, profile_key: profileKey }
  if (run.input.recipe) {
    const result: ApplyResult = { ...base, recipe: run.input.recipe, author: 'person' }
    return { result, events: [sayDone('apply', 'Took the recipe as it was written.')] }
  }
  const { profiles } = await readProfiles(context.services.storage, profileKey)
  const message = run.input.message ?? ''
  const change = applyCommand({ message, recipe, templates: [...templates], tables: set.tables, profiles })
  if ('notUnderstood' in change) {
    const examples = change.suggestions.map((suggestion) => `\n- ${suggestion}`).join('')
    const text = `${change.notUnderstood} Nothing was changed.${examples === '' ? '' : ` What I understand:${examples}`}`
    return { result: { understood: false }, events: [sayMessage(text)], end: { action: 'propose' } }
  }
  const result: ApplyResult = { ...base, recipe: change.recipe, author: 'agent' }
  return {
    result,
    events: [
      ...sayTool('apply_command', {}, { changed: true }),
      sayMessage(change.summary),
      sayDone('apply', change.summary),
    ],
  }
}
