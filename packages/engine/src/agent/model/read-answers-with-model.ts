import type { Answer, Question, TableProfile } from '@godwit/contract'
import { z } from 'zod'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import { readValue } from '../read-answers.ts'
import { sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'
import { sayTrouble } from './improve-plan.ts'
import { openMask } from './mask.ts'
import { prompts } from './prompts.ts'
import { finishTool } from './propose-tool.ts'
import { isModelTrouble, openSession } from './session.ts'
import { runToolLoop, toolOf } from './tool-loop.ts'

/**
 * Lets the model find answers to open questions in a text that the rules could not read. It can choose among the options
 * that each question has, and nothing else: what it does not settle is asked again.
 */
export async function readAnswersWithModel(
  context: StepContext,
  { questions, text, profiles }: { questions: readonly Question[]; text: string; profiles: readonly TableProfile[] },
): Promise<{ answers: Answer[]; events: NewEvent[] }> {
  const session = questions.length > 0 ? await openSession(context, 'answers') : null
  if (!session) return { answers: [], events: [] }
  const mask = openMask(session.settings.samples, { templates: context.templates, profiles })
  const settled = new Map<string, Answer>()
  try {
    await runToolLoop(session, {
      system: prompts.answers,
      opening: {
        questions: questions.map(({ question, options, about }, place) => ({
          number: place + 1,
          // Godwit's own words may quote cells; what the question is about does not.
          ...(session.settings.samples === 'raw' ? { question } : {}),
          about: {
            table: about.table,
            column: about.column,
            template: about.template,
            template_column: about.template_column,
            rows: about.affected_rows,
          },
          options: options.map(({ label }, at) => ({ option: at + 1, label: mask.label(label) })),
        })),
        message: mask.text(text),
      },
      tools: [
        toolOf({
          name: 'choose',
          description: 'Says which option the person means for a question.',
          input: z.strictObject({ number: z.int().min(1).max(questions.length), option: z.int().min(1).max(1000) }),
          run({ number, option }) {
            const question = questions[number - 1]!
            const chosen = question.options[option - 1]
            const value = chosen && readValue({ ...question, allowCustom: false }, chosen.id)
            if (!chosen || !value)
              return { output: { error: `question ${number} has no option ${option}` }, wrong: true }
            settled.set(question.id, { id: question.id, question: question.question, value, by: session.name })
            return { output: { settled: true } }
          },
        }),
        finishTool,
      ],
    })
    await session.rest()
  } catch (error) {
    if (!isModelTrouble(error)) throw error
    return { answers: [], events: [sayMessage(sayTrouble(session.name, error))] }
  }
  const answers = [...settled.values()]
  return { answers, events: sayTool('model_answers', { model: session.name }, { settled: answers.length }) }
}
