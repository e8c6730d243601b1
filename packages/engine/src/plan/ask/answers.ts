import type { Answer, Question } from '@godwit/contract'
import { namedOption } from './read-answer.ts'

/** Why an answer, though understood, cannot be: it contradicts itself or names what is not there. In words. */
export type Impossible = { impossible: string }

/**
 * The answers of a migration, asked for by question while the plan is made. A question whose answer is not understood is
 * asked again once more under a new id, with an explanation; the newest answer counts.
 */
export class AnswerBook {
  readonly #answers: readonly Answer[]
  /** Answers that took effect, for the recipe. */
  readonly used: { question: string; answer: string; by: string }[] = []
  readonly questions: Question[] = []
  /** What is wrong with answers whose question is open again, one sentence each, for the thread. */
  readonly complaints: string[] = []

  constructor(answers: readonly Answer[]) {
    this.#answers = answers
  }

  /**
   * What was answered to a question, as `read` understands it; undefined where it must (still) be asked, in which case
   * the question is put on the list.
   */
  decide<Decision>(question: Question, read: (answer: string) => Decision | Impossible | null): Decision | undefined {
    let current = question
    let complaint: string | null = null
    for (let attempt = 2; ; attempt++) {
      const answer = this.#answers.findLast(({ id }) => id === current.id)
      if (answer === undefined) break
      const chosen = optionOf(current, answer.value)
      const decision = chosen !== null || current.allowCustom ? read(chosen ?? answer.value) : null
      const impossible = whyImpossible(decision)
      if (decision !== null && impossible === null) {
        this.used.push({ question: question.question, answer: answer.value, by: answer.by })
        return decision as Decision
      }
      const shown = answer.value.length > 80 ? `${answer.value.slice(0, 80)}…` : answer.value
      const why =
        impossible === null
          ? `"${shown}" could not be understood as an answer. Choose one of the options${question.allowCustom ? ', or name one of them in your own words' : ''}.`
          : `"${shown}" cannot be taken as an answer: ${impossible}`
      complaint = why
      current = { ...question, id: `${question.id}-${attempt}`, question: `${why} ${question.question}` }
    }
    if (complaint !== null) this.complaints.push(`${complaint} I ask again.`)
    this.questions.push(current)
    return undefined
  }

  /** The answer without asking: for choices that were made before the question would come up. */
  peek(id: string): string | undefined {
    return this.#answers.findLast((answer) => answer.id === id)?.value
  }
}

/** Why a decision is none; null for one that is. */
const whyImpossible = (decision: unknown): string | null =>
  typeof decision === 'object' && decision !== null && 'impossible' in decision ? String(decision.impossible) : null

/** The id of the option that an answer names by id, label or words; null for free text. */
function optionOf(question: Question, value: string): string | null {
  const wanted = value.trim().toLowerCase()
  const exact = question.options.find(({ id, label }) => id.toLowerCase() === wanted || label.toLowerCase() === wanted)
  if (exact) return exact.id
  if (question.allowCustom) return null
  const named = namedOption(
    value,
    question.options.map(({ label }) => label),
  )
  return question.options.find(({ label }) => label === named)?.id ?? null
}
