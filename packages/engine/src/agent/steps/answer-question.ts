import { parseClarify } from '../../plan/index.ts'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import { chooseAgent } from '../agent.ts'
import { answerClarification } from '../clarify/answer-clarification.ts'
import { supposeChange } from '../clarify/suppose-change.ts'
import { currentPreview } from '../current-preview.ts'
import { readProfiles } from '../read-profiles.ts'
import { sayMessage } from '../say.ts'
import type { Step } from '../step.ts'

/** Answers a question about the preview, from its sheets, its ledger and its recipe. Changes nothing. */
export const answerQuestion: Step = async (context) => {
  const { set, recipe, profileKey } = await currentPreview(context)
  const { profiles } = await readProfiles(context.services.storage, profileKey)
  const message = context.run.input.message ?? ''
  const before: NewEvent[] = []
  const question = parseClarify({ message, recipe, templates: context.templates, tables: set.tables, profiles })
  if (question.kind === 'unknown') {
    const read = await chooseAgent(context).readQuestion({ set, recipe, profileKey }, profiles, message)
    if (read) before.push(...read.events)
    if (read?.text) {
      return { result: { question: 'model' }, events: [...before, sayMessage(read.text)], end: { action: 'complete' } }
    }
  }
  const answer =
    question.kind === 'what_if'
      ? await supposeChange(context, { set, recipe, profileKey }, profiles, question.message)
      : await answerClarification(question, {
          set,
          recipe,
          templates: context.templates,
          openDb: context.openDb,
          pathOf: context.pathOf,
        })
  return { result: { question: question.kind }, events: [...before, sayMessage(answer)], end: { action: 'complete' } }
}
