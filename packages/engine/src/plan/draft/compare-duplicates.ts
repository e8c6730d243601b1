import { sql, text } from '../../sql/quote.ts'
import { isOutside } from '../shape/outside.ts'
import { shapedRows } from '../shape/shaped-rows.ts'
import type { Probe } from '../shape/view.ts'
import type { Draft, DraftColumn } from './draft.ts'

/** Rows that share their key with others, and what they say differently. */
export type Duplicates = {
  /** Rows beyond the first one of each key. */
  surplus: number
  /** Keys whose rows hold different values in a mapped column, most rows first; at most ten. */
  disputed: { keys: number; rows: number; samples: string[]; columns: string[] }
  /** Columns that are filled in some rows of a key and empty in others, and never disputed. */
  complementary: string[]
}

/**
 * Compares the rows of one record over all rows, in the cells as the sheet would have them. An empty cell disagrees with
 * nothing. Null where the rows cannot be told apart yet (they are reshaped in a way that only the run does).
 */
export async function compareDuplicates(draft: Draft, key: string, probe: Probe): Promise<Duplicates | null> {
  const { view } = draft
  const relation = shapedRows(view)
  const keyColumn = draft.columns.get(key)
  if (relation === null || !keyColumn?.assigned || keyColumn.assigned.candidate.ref !== view.ref) return null
  const others = [...draft.columns].flatMap(([name, column]) => {
    const cell = name === key ? null : comparable(draft, name, column)
    return cell === null ? [] : [{ name, cell }]
  })
  const kept = draft.drops.filter(({ when }) => !isOutside(when) && !readsLookup(draft, when))
  const where = kept.map(({ when }) => `NOT coalesce(${when}, false)`).join(' AND ') || 'true'
  const keySql = comparable(draft, key, keyColumn)
  const cells = others.map(({ cell }, at) => `CAST(${cell} AS VARCHAR) AS c${at}`)
  const rows = `SELECT ${[`CAST(${keySql} AS VARCHAR) AS k`, ...cells].join(', ')} FROM ${relation} WHERE ${where}`
  const differs = others.map((_, at) => `count(DISTINCT c${at}) > 1 AS d${at}`)
  const halfFilled = others.map((_, at) => `(count(c${at}) BETWEEN 1 AND count(*) - 1) AS h${at}`)
  const anyDiffers = others.map((_, at) => `d${at}`).join(' OR ') || 'false'
  const [found] = await probe(
    sql(`WITH rows AS MATERIALIZED (${rows}),
  keys AS (SELECT ${['k', 'count(*) AS n', ...differs, ...halfFilled].join(', ')} FROM rows
    WHERE k IN (SELECT k FROM rows WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1) GROUP BY k)
SELECT coalesce(sum(n - 1), 0)::INTEGER AS surplus, count(*) FILTER (${anyDiffers})::INTEGER AS disputed,
  coalesce(sum(n) FILTER (${anyDiffers}), 0)::INTEGER AS affected,
  coalesce(list(k ORDER BY n DESC, k) FILTER (${anyDiffers}), [])[1:10] AS samples,
  [${others.map((_, at) => `coalesce(bool_or(d${at}), false)`).join(', ')}] AS differing,
  [${others.map((_, at) => `coalesce(bool_or(h${at}), false)`).join(', ')}] AS half FROM keys`),
  )
  const named = (flags: unknown) => others.filter((_, at) => (flags as boolean[])[at]).map(({ name }) => name)
  const columns = named(found!['differing'])
  return {
    surplus: Number(found!['surplus']),
    disputed: {
      keys: Number(found!['disputed']),
      rows: Number(found!['affected']),
      samples: (found!['samples'] as string[]).map(String),
      columns,
    },
    complementary: named(found!['half']).filter((name) => !columns.includes(name)),
  }
}

const readsLookup = (draft: Draft, expression: string): boolean =>
  draft.joins.some(({ as }) => expression.includes(`${as}.`))

/**
 * A cell in a form that two rows of one record can be compared in: as the sheet has it, or, where only the run can work
 * that out, the raw value without case and punctuation. What is looked up is compared by what it is looked up with.
 */
function comparable(draft: Draft, name: string, column: DraftColumn): string | null {
  if (!column.assigned) return null
  const join = draft.joins.find(({ as }) => column.sql.includes(`${as}.`))
  if (join) {
    const own = new RegExp(`(?<![A-Za-z0-9_"])${draft.view.ref}\\."(?:[^"]|"")+"`).exec(join.on)?.[0]
    return own === undefined ? null : bare(own)
  }
  if (column.assigned.candidate.ref !== draft.view.ref) return null
  if (!isOutside(column.sql)) return column.sql
  const raw = column.assigned.candidate.sql
  if (isOutside(raw)) return null
  const entries = Object.entries(draft.valueMaps[name] ?? {})
  if (entries.length === 0) return bare(raw)
  const cases = entries.map(
    ([value, meaning]) =>
      `WHEN ${text(value.trim().toLowerCase())} THEN ${meaning === null ? 'NULL' : bare(text(meaning))}`,
  )
  return `CASE lower(trim(${raw})) ${cases.join(' ')} ELSE ${bare(raw)} END`
}

const bare = (expression: string): string =>
  `nullif(regexp_replace(lower(${expression}), '[^\\p{L}\\p{N}]+', '', 'g'), '')`
