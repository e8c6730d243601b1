import type { RecipeBody, TableProfile } from '@godwit/contract'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import type { CurrentPreview } from '../current-preview.ts'
import { list, sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'
import { renderBrief } from './brief.ts'
import { nameOf } from './edits.ts'
import { sayTrouble } from './improve-plan.ts'
import { openMask } from './mask.ts'
import { openDryRun } from './measure.ts'
import { prompts } from './prompts.ts'
import { type Proposals, tryEdits } from './proposals.ts'
import { finishTool, proposeTool } from './propose-tool.ts'
import { isModelTrouble, openSession } from './session.ts'
import { runToolLoop } from './tool-loop.ts'

/** What a model made of a change asked for in words. `recipe` null: nothing, for the reason that the events say. */
export type ReadChange = { recipe: RecipeBody | null; summary: string; events: NewEvent[] }

/** Lets the model read a change that the rules did not understand. Its proposal has to lose nothing, as in a plan. */
export async function readChange(
  context: StepContext,
  {
    preview: { recipe, set },
    profiles,
    message,
  }: { preview: CurrentPreview; profiles: readonly TableProfile[]; message: string },
): Promise<ReadChange | null> {
  const session = await openSession(context, 'change')
  if (!session) return null
  const { templates } = context
  const { name } = session
  try {
    const dryRun = await openDryRun(context, set.tables)
    const measured = await dryRun(recipe)
    if ('problems' in measured) return null
    const state: Proposals = { recipe, measured, taken: [], refused: new Set(), open: new Set(), tries: 0 }
    const mask = openMask(session.settings.samples, { templates, profiles })
    context.progress({ phase: 'apply', done: 0, total: null, unit: 'calls' }, `Asking ${name} what the message means`)
    await runToolLoop(session, {
      system: prompts.change,
      opening: {
        ...renderBrief({ templates, tables: set.tables, profiles, recipe, measured, mask }),
        message: mask.text(message),
      },
      tools: [
        proposeTool(state, mask, set.tables, (edits) =>
          tryEdits(state, edits, { templates, by: name, said: message, mask, dryRun }),
        ),
        finishTool,
      ],
    })
    await session.rest()
    const taken = [...new Set(state.taken.map(nameOf))]
    const refused = [...state.refused]
    const events = sayTool('model_change', { model: name }, { taken, refused })
    if (taken.length > 0) {
      const cells = state.taken.map((edit) => `${nameOf(edit)}${edit.kind === 'column' ? `: ${edit.edit.sql}` : ''}`)
      return {
        recipe: state.recipe,
        summary: `As the language model ${name} read it, I changed ${list(cells)}.`,
        events,
      }
    }
    const why = refused.length > 0 ? ` It proposed something for ${list(refused)}, but the checks did not take it.` : ''
    return { recipe: null, summary: `The language model ${name} could not tell either.${why}`, events }
  } catch (error) {
    if (!isModelTrouble(error)) throw error
    return { recipe: null, summary: '', events: [sayMessage(sayTrouble(name, error))] }
  }
}
