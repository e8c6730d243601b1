import type { RecipeBody, RecipeInput, RecipeJoin } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import type { View } from '../shape/view.ts'
import type { Draft } from './draft.ts'

/** The recipe of drafts: the inputs and joins that they use, every template column, and the answers that took effect. */
export function writeRecipe(drafts: readonly Draft[], views: readonly View[], book: AnswerBook): RecipeBody {
  const used = new Set(
    drafts.flatMap(({ view, joins }) => [
      view.ref,
      ...(view.union ?? []).map(({ ref }) => ref),
      ...joins.map(({ input }) => input),
    ]),
  )
  const staged = views
    .filter(({ ref }) => used.has(ref))
    .map(
      ({ ref, table, shape }): RecipeInput => ({
        ref,
        table: { name: table.name, columns: table.columns.map(({ name }) => name) },
        shape,
      }),
    )
  const unions = drafts.flatMap(({ view }): RecipeInput[] =>
    view.union ? [{ ref: view.ref, union: view.union.map(({ ref }) => ref), shape: view.shape }] : [],
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
