import { asksToUndo, readUpdate } from '../../plan/index.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { chooseAgent } from '../agent.ts'
import { currentPreview } from '../current-preview.ts'
import { earlierRecipes } from '../earlier-recipes.ts'
import { readProfiles } from '../read-profiles.ts'
import { sayDone, sayMessage, sayTool } from '../say.ts'
import type { ApplyResult, Step, StepOutcome } from '../step.ts'

/**
 * Changes the preview's recipe as the message asks, or takes a person's own recipe as it is. A message that is not
 * understood changes nothing: the thread says what would be, and the run ends with the preview as it was.
 */
export const applyChange: Step = async (context) => {
  const { run, templates } = context
  const { set, recipe, profileKey } = await currentPreview(context)
  const { recipe_version: parent, tables } = set
  const base = { parent, tables, profile_key: profileKey, restores: null, insists: false }
  if (run.input.recipe) {
    const result: ApplyResult = { ...base, recipe: run.input.recipe, author: 'person' }
    return { result, events: [sayDone('apply', 'Took the recipe as it was written.')] }
  }
  const { profiles } = await readProfiles(context.services.storage, profileKey)
  const message = run.input.message ?? ''
  const earlier = asksToUndo(message) ? await earlierRecipes(context.services.store, run.migration_id, parent) : []
  const change = readUpdate(message, { recipe, templates, tables, profiles, earlier })
  if (change.kind === 'refused') {
    const read = await chooseAgent(context).readChange({ set, recipe, profileKey }, profiles, message)
    if (read?.recipe) {
      const result: ApplyResult = { ...base, recipe: read.recipe, author: 'agent' }
      return { result, events: [...read.events, sayMessage(read.summary), sayDone('apply', read.summary)] }
    }
    const examples = change.suggestions.map((suggestion) => `\n- ${suggestion}`).join('')
    const understood = change.understood.length > 0 ? [`I did understand: ${change.understood.join(' ')}`] : []
    const why = [change.why, ...understood, read?.summary].filter(Boolean).join(' ')
    return refuse(`${why}${examples === '' ? '' : ` What I understand:${examples}`}`, read?.events)
  }
  const db = await context.openDb()
  const [problem] = await checkRecipe({ db, recipe: change.recipe, templates, tables })
  if (problem) return refuse(`${change.said.join(' ')} But that would not be a recipe that works: ${problem.message}.`)
  const { insists, restores } = change
  const result: ApplyResult = { ...base, recipe: change.recipe, author: 'agent', insists, restores }
  return {
    result,
    events: [
      ...sayTool('apply_command', {}, { changed: true }),
      sayMessage(change.said.join(' ')),
      sayDone('apply', change.said.join(' ')),
    ],
  }
}

/** Says why nothing was done; the run ends with the preview as it was. */
function refuse(why: string, before: StepOutcome['events'] = []): StepOutcome {
  const text = why.includes('Nothing was changed') ? why : `${why} Nothing was changed.`
  return { result: { understood: false }, events: [...before, sayMessage(text)], end: { action: 'propose' } }
}
