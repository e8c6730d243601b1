import type { ColumnProfile, Inclusion, StagedTable, TableProfile } from '@godwit/contract'
import type { Duckdb } from '../duckdb/duckdb.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'

type FindInput = {
  db: Duckdb
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  /** Local Parquet file of a table. */
  pathOf: (table: StagedTable) => string
}

type Side = { table: string; column: ColumnProfile }
type Pair = { from: Side; to: Side; by: Inclusion['by'] }

/** More pairs than this are never measured: the most promising go first. */
const pairsAtMost = 400
/** Below this share of matching values a pair says nothing. */
const leastShare = 0.3

/**
 * Which columns hold values of which other columns: foreign keys, and the same things listed in two files. Only pairs
 * that could be are measured: the kinds agree and `to` could name rows (few repeated values).
 */
export function findInclusions({ db, tables, profiles, pathOf }: FindInput): Promise<Inclusion[]> {
  const relations = new Map(tables.map((table) => [table.name, sql(`read_parquet(${text(pathOf(table))})`)]))
  return measureInclusions(db, profiles, (table) => relations.get(table)!)
}

/** The same over anything that can stand in a FROM clause, by the table's name. */
export async function measureInclusions(
  db: Duckdb,
  profiles: readonly TableProfile[],
  relationOf: (table: string) => Sql,
): Promise<Inclusion[]> {
  const pairs = plausiblePairs(profiles)
  const keys = new Map<string, string>()
  for (const { from, to, by } of pairs) {
    for (const side of [from, to]) {
      const id = keyOf(side, by)
      if (keys.has(id)) continue
      const name = `inclusion_keys_${keys.size}`
      keys.set(id, name)
      const value = normalised(sql(ident(side.column.column)), by)
      await db.exec(
        sql(`CREATE OR REPLACE TEMP TABLE ${name} AS SELECT DISTINCT ${value} AS k
FROM ${relationOf(side.table)} WHERE ${value} IS NOT NULL`),
      )
    }
  }
  const found: Inclusion[] = []
  for (const { from, to, by } of pairs) {
    const [counted] = await db.rows<{ share: number | null }>(
      sql(`SELECT count(*) FILTER (k IN (SELECT k FROM ${keys.get(keyOf(to, by))})) / nullif(count(*), 0) AS share
FROM ${keys.get(keyOf(from, by))}`),
    )
    const share = Number(counted?.share ?? 0)
    if (share < leastShare) continue
    found.push({
      from: { table: from.table, column: from.column.column },
      to: { table: to.table, column: to.column.column },
      share: Math.round(share * 10_000) / 10_000,
      to_is_key: to.column.is_key,
      by,
    })
  }
  for (const name of keys.values()) await db.exec(sql(`DROP TABLE ${name}`))
  return withoutWeaker(found)
}

const keyOf = (side: Side, by: Inclusion['by']): string => JSON.stringify([side.table, side.column.column, by])

/** How values are compared: as trimmed lower-case text, or by their digits alone (`D-05`, `d5` and `5` are one). */
function normalised(column: Sql, by: Inclusion['by']): Sql {
  if (by === 'text') return sql(`nullif(regexp_replace(lower(trim(${column})), '\\s+', ' ', 'g'), '')`)
  return sql(`nullif(ltrim(regexp_replace(${column}, '[^0-9]', '', 'g'), '0'), '')`)
}

/** A comparison by digits counts only where text comparison does clearly worse. */
function withoutWeaker(found: readonly Inclusion[]): Inclusion[] {
  return found.filter(
    (inclusion) =>
      inclusion.by === 'text' ||
      !found.some(
        (other) =>
          other.by === 'text' &&
          JSON.stringify([other.from, other.to]) === JSON.stringify([inclusion.from, inclusion.to]) &&
          other.share >= inclusion.share * 0.9,
      ),
  )
}

/** Pairs whose values could be the same things, best first: keys as targets, like kinds, comparable lengths. */
export function plausiblePairs(profiles: readonly TableProfile[]): Pair[] {
  const sides = profiles.flatMap(({ table, columns }) => columns.map((column): Side => ({ table, column })))
  const parts = new Map(
    profiles.map(({ table, keys }) => [table, new Set((keys ?? []).filter(({ length }) => length > 1).flat())]),
  )
  const scored: { pair: Pair; score: number }[] = []
  for (const to of sides) {
    // A part of a key names rows together with the others: only columns of its name are tried against it.
    const isPart = !couldName(to.column) && parts.get(to.table)!.has(to.column.column)
    if (!couldName(to.column) && !isPart) continue
    for (const from of sides) {
      if (isPart && (from.table === to.table || !sameName(from.column.column, to.column.column))) continue
      if (from.column.distinct_count < 2 || from === to) continue
      const sameTable = from.table === to.table
      if (sameTable && !to.column.is_key && uniqueness(to.column) < 0.9) continue
      if (!comparable(from.column, to.column)) continue
      const score =
        (to.column.is_key ? 2 : uniqueness(to.column)) + (sameTable ? 0 : 1) + (idLike(from.column) ? 0.5 : 0)
      scored.push({ pair: { from, to, by: 'text' }, score })
      const both = bothShortCodes(from.column, to.column)
      if (!sameTable && both) scored.push({ pair: { from, to, by: 'digits' }, score: score - 0.25 })
    }
  }
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, pairsAtMost)
    .map(({ pair }) => pair)
}

const filled = (column: ColumnProfile): number => Math.round(column.row_count * (1 - column.empty_share))
const uniqueness = (column: ColumnProfile): number =>
  filled(column) === 0 ? 0 : column.distinct_count / filled(column)

const sameName = (a: string, b: string): boolean => {
  const bare = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return bare(a) === bare(b)
}

/** A column that can name the rows of its table: keys, and values that seldom repeat. */
const couldName = (column: ColumnProfile): boolean =>
  column.distinct_count >= 2 &&
  uniqueness(column) >= 0.5 &&
  !['decimal', 'money', 'percentage', 'date', 'timestamp', 'epoch', 'time', 'boolean', 'json', 'phone'].includes(
    column.kind,
  )

const idLike = (column: ColumnProfile): boolean => ['id', 'integer', 'email', 'enumeration'].includes(column.kind)

const groups: Record<string, string> = {
  id: 'code',
  integer: 'code',
  enumeration: 'word',
  email: 'email',
  url: 'url',
  country: 'word',
  postcode: 'code',
  person_name: 'word',
  first_name: 'word',
  last_name: 'word',
  organisation: 'word',
  street: 'word',
  city: 'word',
  text: 'word',
}

function comparable(from: ColumnProfile, to: ColumnProfile): boolean {
  const a = groups[from.kind]
  const b = groups[to.kind]
  if (a === undefined || b === undefined) return false
  if (a !== b && !(mixes(a) && mixes(b))) return false
  return from.min_length <= to.max_length && to.min_length <= from.max_length + 8
}
const mixes = (group: string): boolean => group === 'code' || group === 'word'

/** Both columns hold short values with one group of digits each: departments, cost centres, sites. */
function bothShortCodes(from: ColumnProfile, to: ColumnProfile): boolean {
  const short = (column: ColumnProfile) =>
    column.max_length <= 20 &&
    column.patterns.length > 0 &&
    column.patterns.every(({ pattern }) => /9/.test(pattern) && pattern.split(/9+/).length <= 2)
  return short(from) && short(to)
}
