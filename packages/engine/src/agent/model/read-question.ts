import type { TableProfile } from '@godwit/contract'
import { z } from 'zod'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import type { CurrentPreview } from '../current-preview.ts'
import { sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'
import { renderBrief } from './brief.ts'
import { plainText } from './edits.ts'
import { sayTrouble } from './improve-plan.ts'
import { openMask } from './mask.ts'
import { prompts } from './prompts.ts'
import { isModelTrouble, openSession } from './session.ts'
import { runToolLoop, toolOf } from './tool-loop.ts'

/** Lets the model answer a question that the rules did not understand, from the figures of the preview. */
export async function readQuestion(
  context: StepContext,
  {
    preview: { recipe, set },
    profiles,
    message,
  }: { preview: CurrentPreview; profiles: readonly TableProfile[]; message: string },
): Promise<{ text: string | null; events: NewEvent[] } | null> {
  const session = await openSession(context, 'question')
  if (!session) return null
  const { templates } = context
  const mask = openMask(session.settings.samples, { templates, profiles })
  let said: string | null = null
  try {
    context.progress({ phase: 'answer', done: 0, total: null, unit: 'calls' }, `Asking ${session.name}`)
    await runToolLoop(session, {
      system: prompts.question,
      opening: {
        ...renderBrief({ templates, tables: set.tables, profiles, recipe, measured: null, mask }),
        results: {
          sheets: set.sheets.map(({ slug, row_count, invalid_rows }) => ({
            template: slug,
            rows: row_count,
            invalid_rows,
          })),
          tables: set.coverage.tables.map(({ name, rows, imported, merged, dropped }) => ({
            table: name,
            rows,
            imported,
            merged,
            left_out: dropped.map((each) => ({ reason: mask.text(each.reason), rows: each.rows })),
          })),
          unused_columns: set.coverage.columns.unmapped,
        },
        message: mask.text(message),
      },
      tools: [
        toolOf({
          name: 'answer',
          description: 'Gives the answer to the person.',
          input: z.strictObject({ text: z.string().trim().min(1).max(4000) }),
          run({ text }) {
            said = plainText(mask.restore(text), 1500)
            return { output: {}, done: true }
          },
        }),
      ],
    })
    await session.rest()
  } catch (error) {
    if (!isModelTrouble(error)) throw error
    return { text: null, events: [sayMessage(sayTrouble(session.name, error))] }
  }
  const events = sayTool('model_question', { model: session.name }, { answered: said !== null })
  return { text: said === null ? null : `${said} (In the words of the language model ${session.name}.)`, events }
}
