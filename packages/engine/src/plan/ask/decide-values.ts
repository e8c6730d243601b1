import type { OpenPoint } from '../convert/conversion.ts'
import type { AnswerBook } from './answers.ts'
import { askUnmatched } from './ask.ts'
import { readValueAnswer, type ValueDecision } from './read-answer.ts'

type Unmatched = Extract<OpenPoint, { kind: 'unmatched_values' }>

/**
 * What people have decided about values outside a strict list, by value (trimmed, lower-cased). An answer that speaks of
 * some of them only leaves a question about the rest. Undefined while nothing is decided.
 */
export function decideValues(
  book: AnswerBook,
  about: Parameters<typeof askUnmatched>[0],
  open: Unmatched,
  options: readonly string[],
): Map<string, ValueDecision> | undefined {
  const decided = new Map<string, ValueDecision>()
  let rest = open.values
  while (rest.length > 0) {
    const values = rest.map(({ value }) => value)
    const read = book.decide(askUnmatched(about, { ...open, values: rest }, options), (answer) =>
      readValueAnswer(answer, values, options),
    )
    if (read === undefined) break
    for (const [value, decision] of read) decided.set(value, decision)
    const left = rest.filter(({ value }) => !decided.has(value.trim().toLowerCase()))
    if (left.length === rest.length) break
    rest = left
  }
  return decided.size > 0 ? decided : undefined
}
