import type { ColumnProfile, Dependency } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'
import {
  type Determination,
  determine,
  encodeColumn,
  holds,
  isHopeless,
  orderByCode,
  type SampledColumn,
} from './judge-sample.ts'
import { dependencyColumns } from './pick-columns.ts'

export type DependencyInput = {
  db: Duckdb
  /** Anything that can stand in a FROM clause, has `_row`, and holds the profiled columns. */
  relation: Sql
  columns: readonly ColumnProfile[]
  rowCount: number
}

/** Rows on which most pairs are ruled out before any is measured over the whole table. */
const sampledRows = 2000
/** Rows read while measuring, all pairs together, and how many pairs are measured however long the table. */
const rowVisits = 20_000_000
const pairsAtLeast = 20
const pairsAtMost = 400
/** Groups that break a dependency are shown for the strongest of them: each costs a pass over two columns. */
const listedAtMost = 20
const violationsShown = 20

type Pair = { from: number; to: number; seen: Determination }

/**
 * Finds which columns determine which others, exactly or nearly. Work is bounded: pairs are first tried on a sample, the
 * hopeless ones dropped, and the rest measured over all rows, most promising first, within a budget. Linear in rows.
 */
export async function findDependencies({ db, relation, columns, rowCount }: DependencyInput): Promise<Dependency[]> {
  const picked = dependencyColumns(columns, rowCount)
  if (picked.length < 2) return []
  await db.exec(renderCodes(relation, picked))
  try {
    const pairs = rankPairs(await sampleColumns(db, picked.length, rowCount), picked)
    const measured = pairs.slice(0, Math.max(pairsAtLeast, Math.min(pairsAtMost, Math.floor(rowVisits / rowCount))))
    const found: Dependency[] = []
    for (let start = 0; start < measured.length; start += 40) {
      found.push(...(await measurePairs(db, measured.slice(start, start + 40), picked)))
    }
    found.sort((a, b) => b.share - a.share || b.rows - a.rows)
    for (const dependency of found.filter((each) => each.violating_groups > 0).slice(0, listedAtMost)) {
      dependency.violations = await listViolations(db, relation, dependency)
    }
    return found
  } finally {
    await db.exec(sql('DROP TABLE IF EXISTS dependency_codes'))
  }
}

const filled = (column: string): Sql => sql(`nullif(trim(${ident(column)}), '')`)

/** Values as whole numbers of 52 bits, which group several times faster than texts and as good as never meet. */
function renderCodes(relation: Sql, columns: readonly ColumnProfile[]): Sql {
  const codes = columns.map(
    ({ column }, at) =>
      `CASE WHEN ${filled(column)} IS NOT NULL THEN hash(${filled(column)}) >> 12 END::BIGINT AS c${at}`,
  )
  return sql(`CREATE OR REPLACE TEMP TABLE dependency_codes AS SELECT _row, ${codes.join(', ')} FROM ${relation}`)
}

/** Rows spread over the table, and rows that stand together: groups are usually written one below the other. */
async function sampleColumns(db: Duckdb, columns: number, rowCount: number): Promise<SampledColumn[]> {
  const lists = Array.from({ length: columns }, (_, at) => `list(c${at} & 2147483647 ORDER BY _row) AS c${at}`)
  const order = rowCount <= sampledRows ? '' : `ORDER BY hash(_row // 4) LIMIT ${sampledRows}`
  const [row] = await db.rows<Record<string, (number | null)[]>>(
    sql(`SELECT ${lists.join(', ')} FROM (SELECT * FROM dependency_codes ${order})`),
  )
  return Array.from({ length: columns }, (_, at) => encodeColumn(row?.[`c${at}`] ?? []))
}

/** Pairs that the sample leaves possible, those with the fewest deviating rows and the most evidence first. */
function rankPairs(sample: readonly SampledColumn[], picked: readonly ColumnProfile[]): Pair[] {
  const pairs: Pair[] = []
  for (const [from, determinant] of sample.entries()) {
    const order = orderByCode(determinant)
    for (const [to, dependent] of sample.entries()) {
      if (from === to) continue
      // More values than groups, beyond what slips of the pen explain: it cannot hold.
      if (picked[to]!.distinct_count > picked[from]!.distinct_count * 1.5 + 20) continue
      const seen = determine(determinant, order, dependent)
      if (!isHopeless(seen)) pairs.push({ from, to, seen })
    }
  }
  const error = ({ seen }: Pair) => (seen.deviating + 1) / (seen.extra + 2)
  return pairs.sort((a, b) => error(a) - error(b) || a.from - b.from || a.to - b.to)
}

type Measured = { pair: number; rows: number; groups: number; violating: number; deviating: number; most: number }

async function measurePairs(
  db: Duckdb,
  pairs: readonly Pair[],
  picked: readonly ColumnProfile[],
): Promise<Dependency[]> {
  const parts = pairs.map(({ from, to }, pair) => renderMeasure(pair, `c${from}`, `c${to}`))
  const measured = await db.rows<Measured>(join(parts, '\nUNION ALL\n'))
  return measured.flatMap((row) => {
    const rows = Number(row.rows)
    const groups = Number(row.groups)
    const deviating = Number(row.deviating)
    const chance = rows === 0 ? 0 : 1 - Number(row.most) / rows
    if (!holds({ extra: rows - groups, deviating, chance })) return []
    const { from, to } = pairs[Number(row.pair)]!
    return {
      from: picked[from]!.column,
      to: picked[to]!.column,
      share: Math.floor((1 - deviating / rows) * 10_000) / 10_000,
      rows,
      groups,
      violating_groups: Number(row.violating),
      violations: [],
    }
  })
}

const renderMeasure = (pair: number, from: string, to: string): Sql =>
  sql(`SELECT ${pair} AS pair, coalesce(sum(rows), 0)::BIGINT AS rows, count(*)::BIGINT AS groups,
  count(*) FILTER (kinds > 1)::BIGINT AS violating, coalesce(sum(rows - usual), 0)::BIGINT AS deviating,
  (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM dependency_codes WHERE ${from} IS NOT NULL AND ${to} IS NOT NULL GROUP BY ${to}))::BIGINT AS most
FROM (SELECT sum(n) AS rows, max(n) AS usual, count(*) AS kinds
  FROM (SELECT ${from} AS f, count(*) AS n FROM dependency_codes WHERE ${from} IS NOT NULL AND ${to} IS NOT NULL GROUP BY ${from}, ${to})
  GROUP BY f HAVING sum(n) >= 2)`)

type Violation = { value: string; usual: string; usual_rows: number; others: { value: string; rows: number }[] }

async function listViolations(db: Duckdb, relation: Sql, { from, to }: Dependency): Promise<Dependency['violations']> {
  const rows = await db.rows<Violation>(
    sql(`WITH pairs AS (SELECT ${filled(from)} AS f, ${filled(to)} AS t, count(*) AS n, min(_row) AS first
    FROM ${relation} WHERE ${filled(from)} IS NOT NULL AND ${filled(to)} IS NOT NULL GROUP BY ALL),
  ranked AS (SELECT *, row_number() OVER (PARTITION BY f ORDER BY n DESC, first) AS place FROM pairs)
SELECT f AS value, any_value(t) FILTER (place = 1) AS usual, any_value(n) FILTER (place = 1)::BIGINT AS usual_rows,
  list({'value': t, 'rows': n} ORDER BY place) FILTER (place BETWEEN 2 AND 6) AS others
FROM ranked GROUP BY f HAVING count(*) > 1
ORDER BY sum(n) - max(n) DESC, min(first) LIMIT ${violationsShown}`),
  )
  return rows.map(({ value, usual, usual_rows, others }) => ({
    value,
    usual,
    usual_rows: Number(usual_rows),
    others: others.map((other) => ({ value: other.value, rows: Number(other.rows) })),
  }))
}
