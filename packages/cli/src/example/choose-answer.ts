import type { Question } from '@godwit/contract'
import type { AnswerInput } from '@godwit/sdk'

/** An answer known in advance: to the question that speaks of all `keywords`, `answer` in a person's words. */
export type KnownAnswer = { about: string; keywords: string[]; answer: string }

/** `known` is the answer that was used; null when none fits. */
export type Choice = { answer: AnswerInput; label: string; known: KnownAnswer | null }

/**
 * Answers a question the way a person would who knows `known`: by the option that says the same, else in their own
 * words, else, knowing nothing about it, by leaving empty where that is offered, and with the first option otherwise.
 */
export function chooseAnswer(question: Question, known: readonly KnownAnswer[]): Choice {
  const found = known.find((candidate) => isAbout(question, candidate)) ?? null
  const option = found ? (optionFor(question, found.answer) ?? null) : carefulOption(question)
  if (option) return { answer: { id: question.id, value: option.id }, label: option.label, known: found }
  const words = found?.answer ?? 'Leave it as it is.'
  return { answer: { id: question.id, value: words }, label: words, known: found }
}

function carefulOption({ options }: Question): Question['options'][number] | null {
  return options.find(({ label }) => /^(none: )?leave empty$/i.test(label)) ?? options[0] ?? null
}

/** Whether the question, its samples and its column speak of every keyword. */
export function isAbout(question: Question, { keywords }: KnownAnswer): boolean {
  const spoken = [question.question, question.about.column ?? '', ...question.about.samples].join('\n').toLowerCase()
  return keywords.every((keyword) => spoken.includes(keyword.toLowerCase()))
}

function optionFor(question: Question, answer: string): Question['options'][number] | undefined {
  const said = words(answer)
  const exact = question.options.find(({ id, label }) =>
    [id, label].some((text) => text.toLowerCase() === said.join(' ')),
  )
  if (exact) return exact
  if (isRefusal(said)) {
    const refusal = question.options.find(({ label }) => isRefusal(words(label)))
    if (refusal) return refusal
  }
  const named = question.options
    .map((option) => ({ option, named: words(option.label) }))
    .filter(({ named }) => named.length > 0 && containsRun(said, named))
    .sort((a, b) => b.named.length - a.named.length)
  return named[0]?.option
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

/** "Do not import …", "leave … out", "drop …", "skip …". */
function isRefusal(said: readonly string[]): boolean {
  const text = said.join(' ')
  return /\b(do not|don t|not|never) import\b|\bleave\b.*\bout\b|^(drop|skip|remove|exclude)\b/.test(text)
}

const containsRun = (all: readonly string[], run: readonly string[]) =>
  all.some((_, at) => run.every((word, step) => all[at + step] === word))
