import type { RecipeBody, RecipeInput, RecipeJoin } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import type { View } from '../shape/view.ts'
import type { Draft } from './draft.ts'

/** The recipe of drafts: the inputs and joins that they use, every template column, and the answers that took effect. */
export function writeRecipe(drafts: readonly Draft[], views: readonly View[], book: AnswerBook): RecipeBody {
  const known = new Map([...views, ...drafts.map(({ view }) => view)].map((view) => [view.ref, view]))
  const used = new Set<string>()
  const use = (ref: string): void => {
    if (used.has(ref)) return
    used.add(ref)
    for (const member of known.get(ref)?.union ?? []) use(member.ref)
  }
  for (const draft of drafts) for (const ref of [draft.view.ref, ...draft.joins.map(({ input }) => input)]) use(ref)
  const all = [...known.values()].filter(({ ref }) => used.has(ref))
  const staged = all
    .filter(({ union }) => union === undefined)
    .map(
      ({ ref, table, shape }): RecipeInput => ({
        ref,
        table: { name: table.name, columns: table.columns.map(({ name }) => name) },
        shape,
      }),
    )
  const unions = all.flatMap(({ ref, union, shape }): RecipeInput[] =>
    union ? [{ ref, union: union.map((member) => member.ref), shape }] : [],
  )
  const inputs = [...staged, ...unions]
  const sheets = drafts.map((draft) => {
    const expressions = [...draft.columns.values()].map(({ sql }) => sql).join('\n')
    return {
      template: draft.template.slug,
      from: draft.view.ref,
      joins: usedJoins(draft, expressions),
      drop: draft.drops,
      drop_invalid: draft.dropInvalid,
      group: draft.groupBy === null ? null : { by: draft.groupBy },
      columns: Object.fromEntries(
        draft.template.columns.map(({ name }) => {
          const column = draft.columns.get(name)
          return [
            name,
            column
              ? { sql: column.sql, why: column.why, confidence: column.confidence }
              : { sql: 'NULL', why: 'Nothing in the files fits.', confidence: 0.5 },
          ]
        }),
      ),
      value_maps: Object.fromEntries(
        Object.entries(draft.valueMaps).filter(([name]) => mentions(text(name), expressions)),
      ),
      dedupe: draft.dedupe,
      review: draft.review,
    }
  })
  return { inputs, sheets, answers: book.used }
}

const mentions = (word: string, expressions: string): boolean => expressions.includes(word)

/** The joins that an expression or a later join reads. */
function usedJoins(draft: Draft, expressions: string): RecipeJoin[] {
  const read = [expressions, ...[...draft.drops, ...draft.review].map(({ when }) => when)]
  const used: RecipeJoin[] = []
  for (const join of [...draft.joins].reverse()) {
    if (!mentions(`${join.as}.`, read.join('\n'))) continue
    used.unshift(join)
    read.push(join.on)
  }
  return used
}
