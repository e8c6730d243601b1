import { type Answer, type AnswersInput, leftTextId, type Question, type RunStatus } from '@godwit/contract'
import { matchAnswers } from '../agent/match-answers.ts'
import { readAnswers } from '../agent/read-answers.ts'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { appendEvents, type NewEvent } from '../thread/index.ts'
import { findRun } from './find-run.ts'
import { moveRun } from './move-run.ts'

/**
 * Answers the open questions of a blocked run and puts it back to work. Answers by question must be complete; free text
 * is matched to the questions; what the rules cannot match is left to the language model, if there is one, and what nobody
 * settles is asked again.
 *
 * @throws EngineError `migration_not_found`, `run_not_found`, `run_not_blocked`, `run_awaits_credentials`,
 * `answers_invalid` naming what is missing, unknown or not a choice.
 */
export async function answerRun(
  app: Pick<App, 'store' | 'model'>,
  accountId: string,
  migrationId: string,
  runId: string,
  { answers: given }: AnswersInput,
  by = 'person',
): Promise<{ run_id: string; status: RunStatus }> {
  await app.store.transaction(async (tx) => {
    await lockMigration(tx, migrationId)
    const run = await findRun(tx, accountId, migrationId, runId)
    if (run.status !== 'blocked') {
      throw new EngineError('run_not_blocked', `This run is ${run.status}: it is not waiting for answers.`)
    }
    if (run.blocked_reason === 'credentials') {
      throw new EngineError('run_awaits_credentials', 'This run waits for credentials, not for answers.')
    }
    const questions = run.questions ?? []
    const { answers, remarks } =
      typeof given === 'string'
        ? matchAnswers(questions, given, by)
        : { answers: checkAnswers(questions, given, by), remarks: [] }
    const left = app.model ? leftText(questions, answers, given, by) : []
    const moved = await moveRun(tx, runId, 'answer', {
      change: {
        answers: [...run.answers, ...answers, ...left],
        // Waiting for a person is not failing: the attempts start anew.
        attempt: 0,
        blockedReason: null,
        questions: null,
        message: 'Carrying on with your answers',
      },
    })
    if (!moved) throw new EngineError('run_not_blocked', 'This run has just been answered or has ended.')
    await appendEvents(tx, migrationId, runId, [
      {
        type: 'message',
        data: { role: 'user', text: typeof given === 'string' ? given : sayAnswers(questions, answers) },
      },
      ...(left.length > 0 ? [] : sayLeftOver(questions, answers, remarks)),
      { type: 'status', data: { status: 'queued' } },
    ])
  })
  return { run_id: runId, status: 'running' }
}

/** The whole text, for the model to read, where it left a question open. */
function leftText(questions: Question[], answers: Answer[], given: AnswersInput['answers'], by: string): Answer[] {
  if (typeof given !== 'string' || answers.length === questions.length) return []
  return [{ id: leftTextId, question: '', value: given, by }]
}

function checkAnswers(questions: Question[], given: { id: string; value: string }[], by: string): Answer[] {
  const { answers, problems } = readAnswers(questions, given, by)
  if (problems.length === 0) return answers
  throw new EngineError(
    'answers_invalid',
    `The answers do not settle the open questions: ${problems.map(({ message }) => message).join('; ')}.`,
    { details: problems },
  )
}

function sayAnswers(questions: Question[], answers: Answer[]): string {
  return answers
    .map(({ id, question, value }) => {
      const option = questions.find((candidate) => candidate.id === id)?.options.find((choice) => choice.id === value)
      return `${question} ${option?.label ?? value}`
    })
    .join('\n')
}

/** What of a free text was not taken and why, before the questions that it leaves are asked again. */
function sayLeftOver(questions: Question[], answers: Answer[], remarks: readonly string[]): NewEvent[] {
  const left = questions.filter(({ id }) => !answers.some((answer) => answer.id === id))
  if (left.length === 0) return []
  const why = remarks.length > 0 ? `${remarks.slice(0, 10).join(' ')} ` : ''
  const which =
    left.length === questions.length ? 'the open questions' : `${left.length} of ${questions.length} questions`
  const text = `${why}I could not tell what that means for ${which}, so I ask again. Naming a choice as it is written always works.`
  return [{ type: 'message', data: { role: 'agent', text } }]
}
