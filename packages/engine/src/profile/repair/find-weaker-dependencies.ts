import type { ColumnProfile, TableProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'

/** A column that says something of another one, though too little for the profile to list it. */
export type WeakerDependency = { from: string; to: string; share: number }

const fewValues = 60
const nearlyAlways = 0.7
const determinantsAtMost = 4
const pairsAtMost = 40

type Measured = { pair: number; share: number | null; usual: number; most: number }

/**
 * Dependencies of columns that are nearly always the same (a state in a list of one state's hospitals): any column would
 * determine them by chance, so only those count that determine several others, and only where two values have groups of
 * their own.
 */
export async function findQuietDependencies(
  db: Duckdb,
  relation: Sql,
  { columns, dependencies }: TableProfile,
): Promise<WeakerDependency[]> {
  const determined = Map.groupBy(dependencies, ({ from }) => from)
  const determinants = [...determined]
    .filter(([, all]) => all.length >= 2)
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, determinantsAtMost)
    .map(([from]) => from)
  const quiet = columns.filter(
    ({ column, distinct_count, row_count, empty_share, top_values }) =>
      distinct_count >= 2 &&
      distinct_count <= fewValues &&
      (top_values[0]?.count ?? 0) >= nearlyAlways * row_count * (1 - empty_share) &&
      !dependencies.some(({ to }) => to === column),
  )
  const pairs = quiet.flatMap(({ column }) =>
    determinants.filter((from) => from !== column).map((from) => ({ from, to: column })),
  )
  const measured = await measure(db, relation, pairs.slice(0, pairsAtMost))
  return measured.filter(({ share, usual }) => share >= 0.93 && usual >= 2)
}

/**
 * Several sources that report on the same things: two columns are a key together, one names the thing, the other (of few
 * values) the source, and what they report is mostly the same for each thing. What most sources say is probably right.
 */
export async function findSourcedDependencies(
  db: Duckdb,
  relation: Sql,
  { columns, dependencies, keys, row_count }: TableProfile,
): Promise<WeakerDependency[]> {
  const column = (name: string) => columns.find((each) => each.column === name)!
  const things = keys.flatMap((key) => {
    if (key.length !== 2) return []
    const [source, thing] = key.map(column).sort((a, b) => a.distinct_count - b.distinct_count) as [
      ColumnProfile,
      ColumnProfile,
    ]
    const rowsOfThing = row_count / thing.distinct_count
    return source.distinct_count <= 200 && rowsOfThing >= 4 ? [{ thing: thing.column, source: source.column }] : []
  })
  const found: WeakerDependency[] = []
  for (const { thing, source } of things.slice(0, 2)) {
    const reported = columns.filter(
      ({ column: name, is_key, distinct_count }) =>
        name !== thing &&
        name !== source &&
        !is_key &&
        distinct_count >= 5 &&
        !dependencies.some(({ from, to }) => from === thing && to === name),
    )
    const measured = await measure(
      db,
      relation,
      reported.map(({ column: to }) => ({ from: thing, to })),
    )
    const mostly = measured.filter(({ share, usual, most }) => share >= 0.5 && usual >= 5 && most <= 0.2)
    const surely = dependencies.filter(({ from, to }) => from === thing && to !== source)
    if (mostly.length + surely.length >= 2) found.push(...mostly)
  }
  return found
}

async function measure(
  db: Duckdb,
  relation: Sql,
  pairs: readonly { from: string; to: string }[],
): Promise<(WeakerDependency & { usual: number; most: number })[]> {
  if (pairs.length === 0) return []
  const parts = pairs.map(({ from, to }, pair) => {
    const [f, t] = [`nullif(trim(${ident(from)}), '')`, `nullif(trim(${ident(to)}), '')`]
    return sql(`SELECT ${pair} AS pair, sum(own) / sum(n) AS share, count(DISTINCT usual)::BIGINT AS usual,
  (SELECT max(n) / sum(n) FROM (SELECT count(*) AS n FROM ${relation} WHERE ${t} IS NOT NULL GROUP BY ${t})) AS most
FROM (SELECT f, max(n) AS own, sum(n) AS n, arg_max(t, n) AS usual
  FROM (SELECT ${f} AS f, ${t} AS t, count(*) AS n FROM ${relation} WHERE ${f} IS NOT NULL AND ${t} IS NOT NULL GROUP BY ALL)
  GROUP BY f HAVING sum(n) >= 3)`)
  })
  const measured = await db.rows<Measured>(join(parts, '\nUNION ALL\n'))
  return measured.map(({ pair, share, usual, most }) => ({
    ...pairs[Number(pair)]!,
    share: Number(share ?? 0),
    usual: Number(usual),
    most: Number(most),
  }))
}
