import type { ColumnProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, type Sql, sql } from '../../sql/quote.ts'
import type { Repair } from './repair.ts'

const pairsAtMost = 12
const rowsAtMost = 5000
/** Rows in which the part stands at the end of one column while the other is empty: fewer are chance. */
const leastRows = 2

/**
 * `San Francisco, CA` in a city while the state beside it is empty: the end of the value is a value of the other column.
 * Two repairs for each such row: the shorter value, and the filled cell.
 */
export async function repairMisplaced(
  db: Duckdb,
  relation: Sql,
  columns: readonly ColumnProfile[],
  rowCount: number,
): Promise<Repair[]> {
  const repairs: Repair[] = []
  const pairs = columns.flatMap((whole, at) =>
    [columns[at + 1], columns[at - 1], columns[at + 2]].flatMap((part) =>
      part && couldHold(whole, part, rowCount) ? [{ whole: whole.column, part: part.column }] : [],
    ),
  )
  for (const { whole, part } of pairs.slice(0, pairsAtMost)) {
    const found = await db.rows<{
      row: number
      value: string
      rest: string
      tail: string
      before: string | null
      known: boolean
    }>(
      sql(`WITH parts AS (SELECT trim(${ident(part)}) AS p FROM ${relation} WHERE trim(${ident(part)}) <> ''
    GROUP BY 1 HAVING count(*) >= 2 AND length(p) >= 2),
  wholes AS (SELECT DISTINCT lower(trim(${ident(whole)})) AS w FROM ${relation} WHERE trim(${ident(part)}) <> ''),
  ends AS (SELECT _row, ${ident(whole)} AS value, ${ident(part)} AS before,
    regexp_extract(trim(${ident(whole)}), '^(.+?)[\\s,;/(-]+([^\\s,;/()-]+)\\)?$', ['rest', 'tail']) AS cut
    FROM ${relation} WHERE coalesce(trim(${ident(part)}), '') = '')
SELECT _row AS row, value, rtrim(cut.rest, ' ,;-') AS rest, cut.tail AS tail, before,
  lower(rtrim(cut.rest, ' ,;-')) IN (SELECT w FROM wholes) AS known
FROM ends WHERE cut.tail IN (SELECT p FROM parts) AND cut.rest <> '' ORDER BY _row LIMIT ${rowsAtMost}`),
    )
    if (found.length < leastRows || !found.some(({ known }) => known)) continue
    for (const { row, value, rest, tail, before, known } of found) {
      const evidence = `"${tail}" is a value of ${part}, which is empty here${known ? `, and "${rest}" stands alone in other rows` : ''}.`
      const common = { row: Number(row), rule: 'misplaced' as const, evidence, confidence: known ? 0.9 : 0.8 }
      repairs.push({ ...common, column: whole, value, suggestion: rest })
      repairs.push({ ...common, column: part, value: before ?? '', suggestion: tail })
    }
  }
  return repairs
}

/** A column of words next to one of few short values with gaps. */
function couldHold(whole: ColumnProfile, part: ColumnProfile, rowCount: number): boolean {
  const words = ![
    'integer',
    'decimal',
    'money',
    'percentage',
    'date',
    'timestamp',
    'empty',
    'json',
    'email',
    'url',
  ].includes(whole.kind)
  return (
    words &&
    part.empty_share > 0 &&
    part.empty_share < 1 &&
    part.distinct_count >= 2 &&
    part.distinct_count <= Math.max(20, rowCount * 0.2) &&
    part.max_length <= 30 &&
    whole.max_length > part.max_length
  )
}
