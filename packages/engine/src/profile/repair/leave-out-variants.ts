import type { ColumnProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'
import type { Repair } from './repair.ts'

/** Columns of few values are asked at most about what they have in common with doubtful rows. */
const columnsAsked = 20
const fewValues = 60

/** Different values that all differ in the same way at the same place may be a kind of their own. */
const variantsAtLeast = 5

/**
 * Leaves out values that are a kind of their own (`ak_hf-1` among `al_hf-1`): many of them differ in one way, and some
 * other column has a value of its own for just those rows.
 */
export async function leaveOutVariants(
  repairs: readonly Repair[],
  db: Duckdb,
  relation: Sql,
  columns: readonly ColumnProfile[],
): Promise<Repair[]> {
  const few = columns.filter(({ distinct_count }) => distinct_count >= 2 && distinct_count <= fewValues)
  const kept: Repair[] = []
  const ways = Map.groupBy(repairs, ({ column, rule, value, suggestion }) =>
    JSON.stringify([column, rule === 'typo' || rule === 'dependency', wayOf(value, suggestion)]),
  )
  for (const same of ways.values()) {
    const { column, rule } = same[0]!
    const different = new Set(same.map(({ value }) => value)).size
    const others = few.filter((other) => other.column !== column).slice(0, columnsAsked)
    const doubtful = different >= variantsAtLeast && (rule === 'typo' || rule === 'dependency')
    if (
      doubtful &&
      (await haveAValueOfTheirOwn(
        same,
        db,
        relation,
        others.map((other) => other.column),
      ))
    )
      continue
    kept.push(...same)
  }
  return kept
}

async function haveAValueOfTheirOwn(
  same: readonly { row: number }[],
  db: Duckdb,
  relation: Sql,
  others: readonly string[],
): Promise<boolean> {
  if (others.length === 0) return false
  const rows = [...new Set(same.map(({ row }) => row))]
  const parts = others.map(
    (column) =>
      `SELECT count(*) FILTER (_row IN (${rows.join(', ')})) AS own, count(*) AS n FROM ${relation} GROUP BY ${ident(column)}`,
  )
  const [found] = await db.rows<{ found: boolean }>(
    sql(
      `SELECT coalesce(bool_or(own >= ${rows.length * 0.9} AND own >= n * 0.5), false) AS found FROM (${join(parts, ' UNION ALL ')})`,
    ),
  )
  return found!.found
}

/** What stands instead of what, and where: `ak_hf-1` for `al_hf-1` → `1 k l`. */
function wayOf(value: string, suggestion: string): string {
  let start = 0
  while (start < value.length && value[start] === suggestion[start]) start++
  let end = 0
  const room = Math.min(value.length, suggestion.length) - start
  while (end < room && value.at(-1 - end) === suggestion.at(-1 - end)) end++
  return JSON.stringify([
    start,
    value.slice(start, value.length - end),
    suggestion.slice(start, suggestion.length - end),
  ])
}
