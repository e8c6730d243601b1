import type { Answer, Question } from '@godwit/contract'

/** Who gives the answers that a source's recipe holds. */
export const sourceRecipe = 'source recipe'

export type QuestionKind = 'source' | 'date_order' | 'unmatched' | 'duplicates' | 'other'

/** What a question asks, by the choices that it offers. */
export function kindOfQuestion({ options }: Question): QuestionKind {
  const ids = new Set(options.map(({ id }) => id))
  if (ids.has('day_first') && ids.has('month_first')) return 'date_order'
  if (ids.has('most_complete')) return 'duplicates'
  if (ids.has('empty') && ids.has('drop')) return 'unmatched'
  return ids.has('none') ? 'source' : 'other'
}

/** What the source's recipe knows about a template column; undefined where it knows nothing. */
export type Known = {
  /** The one column that it is read from; null for one that is left empty on purpose. */
  column?: string | null
  order?: 'day_first' | 'month_first'
  keep?: string
}

/** Answers to a fresh plan's questions, as far as the source's recipe has them. */
export function answerFromSource(questions: readonly Question[], knows: (question: Question) => Known): Answer[] {
  return questions.flatMap((question): Answer[] => {
    const known = knows(question)
    const kind = kindOfQuestion(question)
    const value =
      kind === 'source'
        ? known.column === null
          ? 'none'
          : known.column
        : kind === 'date_order'
          ? known.order
          : kind === 'duplicates'
            ? known.keep
            : undefined
    if (value === undefined || !question.options.some(({ id }) => id === value)) return []
    return [{ id: question.id, question: question.question, value, by: sourceRecipe }]
  })
}
