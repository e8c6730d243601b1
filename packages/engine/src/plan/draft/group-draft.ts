import { ident } from '../../sql/quote.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import type { Draft } from './draft.ts'
import type { Keep } from './settle-records.ts'

/**
 * Makes a draft one row for each value of its identifying column: the table's rows are of another object (jobs, order
 * lines) that only names this one. Every other column takes the first filled value of the group, or what its
 * description says.
 */
export function groupDraft(draft: Draft, names: readonly string[], keep: Keep = 'first'): void {
  const [name, ...further] = names
  const key = name === undefined ? undefined : draft.columns.get(name)
  if (name === undefined || !key?.assigned) return
  const { view } = draft
  const row = `${view.ref}._row`
  const intent = draft.intents.get(name)!
  if (intent.mostFrequentSpelling) {
    // Counted over all rows, so that every sheet that names the group spells it the same.
    const column = `${key.assigned.candidate.label} (usual spelling)`
    const own = key.sql
    view.shape.push({ op: 'compute', columns: { [column]: `mode(${own}) OVER (PARTITION BY lower(${own}))` } })
    const spelled = (alias: string) => `${alias}.${ident(column)}`
    draft.columns.set(name, {
      ...key,
      sql: spelled(view.ref),
      build: spelled,
      why: `${key.why} The most frequent spelling counts.`,
    })
    draft.groupBy = [spelled(view.ref)]
  } else {
    draft.groupBy = [key.sql, ...further.flatMap((each) => draft.columns.get(each)?.sql ?? [])]
  }
  for (const [column, value] of draft.columns) {
    if (column === name && !intent.mostFrequentSpelling) {
      draft.columns.set(column, { ...value, sql: `arg_min(${value.sql}, ${row})` })
    } else if (column === name) {
      draft.columns.set(column, { ...value, sql: `arg_min(${value.sql}, ${row})` })
    } else if (value.conversion !== null || value.assigned !== null) {
      const wanted = draft.intents.get(column)!.ofGroup ?? (keep === 'last' ? 'last' : 'first')
      const taken =
        keep === 'most_frequent' && !further.includes(column)
          ? `mode(${value.sql})`
          : `${wanted === 'last' ? 'arg_max' : 'arg_min'}(${value.sql}, ${row})`
      draft.columns.set(column, { ...value, sql: taken })
    }
  }
  draft.review = draft.review.map((rule) => ({ ...rule, when: `bool_or(${rule.when})` }))
  for (const column of draft.template.columns) countColumn(draft, column.name)
  draft.notes.push(`One row for each ${names.join(' and ')} in "${view.table.name}".`)
}

/** "Number of orders of the customer": counts the different values of the column that names them, or the rows. */
function countColumn(draft: Draft, name: string): void {
  const { count } = draft.intents.get(name)!
  if (count === undefined) return
  const { view } = draft
  const counted = view.candidates
    .map((candidate) => ({ candidate, likeness: nameSimilarity(count.of, candidate.label, [], view.words) }))
    .filter(({ candidate, likeness }) => likeness >= 0.6 && ['id', 'integer', 'text'].includes(candidate.profile.kind))
    .sort((a, b) => b.likeness - a.likeness)[0]
  const sqlText = counted ? `count(DISTINCT clean_text(${counted.candidate.sql}))` : 'count(*)'
  draft.columns.set(name, {
    sql: `CAST(${sqlText} AS VARCHAR)`,
    why: counted ? `Counts the different values of "${counted.candidate.label}".` : 'Counts the rows.',
    confidence: counted ? 0.85 : 0.7,
    assigned: null,
    conversion: null,
    build: () => sqlText,
  })
}
