import type { ColumnProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'

type KeyInput = { db: Duckdb; relation: Sql; columns: readonly ColumnProfile[]; rowCount: number }

/** Sets of columns that are tried at most, each by one pass over the rows. */
const setsAtMost = 24
const rowsAtMost = 5_000_000
const partsAtMost = 14

/** Kinds whose values do not name things: two amounts that never meet are chance, not a key. */
const measures = ['decimal', 'money', 'percentage', 'boolean', 'json', 'empty']

/**
 * Which columns tell all rows apart: single ones from their profiles, then pairs and, where no pair does, triples of
 * columns that could (the product of their distinct counts reaches the number of rows). Linear in rows, bounded.
 */
export async function findKeys({ db, relation, columns, rowCount }: KeyInput): Promise<string[][]> {
  const keys = columns.filter(({ is_key }) => is_key).map(({ column }) => [column])
  const parts = columns
    .filter(
      ({ is_key, empty_share, kind, distinct_count, max_length }) =>
        !is_key && empty_share === 0 && distinct_count >= 2 && max_length <= 200 && !measures.includes(kind),
    )
    .sort((a, b) => b.distinct_count - a.distinct_count)
    .slice(0, partsAtMost)
  if (rowCount < 4 || rowCount > rowsAtMost || parts.length < 2) return keys
  const pairs = combinations(parts, 2, rowCount)
  const found = await keysAmong(db, relation, pairs, rowCount)
  // With a single column that names the rows a triple would be of no use to anybody.
  const triples = found.length === 0 && keys.length === 0 ? combinations(parts, 3, rowCount) : []
  return [...keys, ...found, ...(await keysAmong(db, relation, triples, rowCount))]
}

/** Sets that could be keys, those that barely could first: the fewer values, the less it is chance. */
function combinations(parts: readonly ColumnProfile[], size: 2 | 3, rowCount: number): string[][] {
  const sets: { names: string[]; product: number }[] = []
  for (const [i, a] of parts.entries()) {
    for (const [j, b] of parts.entries()) {
      if (j <= i) continue
      if (size === 2) sets.push({ names: [a.column, b.column], product: a.distinct_count * b.distinct_count })
      else
        for (const c of parts.slice(j + 1)) {
          const product = a.distinct_count * b.distinct_count * c.distinct_count
          sets.push({ names: [a.column, b.column, c.column], product })
        }
    }
  }
  return (
    sets
      // With more combinations than pairs of rows no two rows would meet anyway: that is chance, not a key.
      .filter(({ product }) => product >= rowCount && product <= Math.max(rowCount * 4, rowCount ** 2 / 20))
      .sort((a, b) => a.product - b.product)
      .slice(0, setsAtMost)
      .map(({ names }) => names)
  )
}

/** Most sets repeat within the first rows already: only the others are worth a pass over everything. */
const firstRows = 5000

async function keysAmong(db: Duckdb, relation: Sql, sets: readonly string[][], rowCount: number): Promise<string[][]> {
  const early =
    rowCount > firstRows * 2 ? await withoutRepeats(db, sql(`(FROM ${relation} LIMIT ${firstRows})`), sets) : sets
  return withoutRepeats(db, relation, early)
}

async function withoutRepeats(db: Duckdb, relation: Sql, sets: readonly string[][]): Promise<string[][]> {
  if (sets.length === 0) return []
  const codes = sets.map((names, at) => {
    const cells = names.map((name) => `trim(${ident(name)})`)
    return `count(DISTINCT hash(${cells.join(', ')}))::BIGINT AS s${at}`
  })
  const [row] = await db.rows<Record<string, number>>(
    sql(`SELECT count(*)::BIGINT AS rows, ${join(codes, ', ')} FROM ${relation}`),
  )
  return sets.filter((_, at) => Number(row?.[`s${at}`]) === Number(row?.['rows']))
}
