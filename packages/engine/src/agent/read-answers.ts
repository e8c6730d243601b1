import type { Answer, Question } from '@godwit/contract'
import type { ErrorDetail } from '../errors.ts'

/** What a person has sent for open questions: what it settles, and what is wrong with the rest. */
export type ReadAnswers = { answers: Answer[]; problems: ErrorDetail[] }

/** Reads answers given by question. Every question must have one; a choice is named by its id or label. */
export function readAnswers(
  questions: readonly Question[],
  given: readonly { id: string; value: string }[],
  by: string,
): ReadAnswers {
  const answers: Answer[] = []
  const problems: ErrorDetail[] = []
  const seen = new Set<string>()
  given.forEach(({ id, value }, position) => {
    const question = questions.find((candidate) => candidate.id === id)
    const path = `answers.${position}`
    if (!question) problems.push({ path: `${path}.id`, message: `there is no open question ${id}` })
    else if (seen.has(id)) problems.push({ path: `${path}.id`, message: `the question ${id} is answered twice` })
    else {
      const settled = readValue(question, value)
      if (settled === null) problems.push({ path: `${path}.value`, message: choiceMessage(question) })
      else answers.push({ id, question: question.question, value: settled, by })
    }
    seen.add(id)
  })
  for (const { id, question } of questions) {
    if (!seen.has(id)) problems.push({ path: 'answers', message: `the question ${id} has no answer: ${question}` })
  }
  return { answers, problems }
}

/** The id of the chosen option, or the text where the question takes any; null when it is neither. */
export function readValue(question: Question, value: string): string | null {
  const wanted = fold(value)
  const option =
    question.options.find(({ id }) => id === value.trim()) ??
    question.options.find(({ label }) => fold(label) === wanted) ??
    question.options.find(({ id }) => fold(id) === wanted)
  if (option) return option.id
  return question.allowCustom && wanted !== '' ? value.trim() : null
}

/** How texts are compared: case, accents written apart and runs of spaces do not count. */
export const fold = (value: string) => value.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()

function choiceMessage({ options }: Question): string {
  const labels = options.slice(0, 20).map(({ label }) => `“${label}”`)
  return `must be one of ${labels.join(', ')}${options.length > labels.length ? ', …' : ''}`
}
