import type { ColumnProfile } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'
import { alignColumns, type SharedColumn } from './align-columns.ts'
import { clusterPairs, pairOneToOne } from './cluster-records.ts'
import { comparedLength, type RecordField, readField, tellsRecords } from './record-field.ts'
import type { WeighedPair } from './weigh-evidence.ts'
import { weighPairs } from './weigh-pairs.ts'

export type Source = { relation: Sql; columns: readonly ColumnProfile[]; rowCount: number }

/** Two rows that look like the same thing. `probability` 0..1; `agree` and `differ` name the columns. */
export type NearDuplicate = { rows: [number, number]; probability: number; agree: string[]; differ: string[] }

/** Rows of one table that look like the same thing, in groups, with the pairs that hold each together. */
export type NearDuplicates = { clusters: number[][]; pairs: NearDuplicate[] }

/** Longer tables are not searched; wider ones by their first columns that say something. */
export const recordsAtMost = 100_000
const fieldsAtMost = 16

/** Finds rows of a table that are the same thing written differently, without any shared key. Linear in rows, bounded. */
export async function findNearDuplicates(db: Duckdb, source: Source): Promise<NearDuplicates> {
  const records = source.rowCount <= recordsAtMost ? await readRecords(db, source) : null
  if (records === null) return { clusters: [], pairs: [] }
  const { rows, fields } = records
  const pairs = await weighPairs({ fields, records: rows.length, border: null })
  const likely = pairs.filter(({ odds }) => odds > 0)
  return {
    clusters: clusterPairs(likely).map((cluster) => cluster.map((record) => rows[record]!)),
    pairs: likely.map((pair) => describePair(pair, fields, rows)),
  }
}

/** The rows of a table as records to be compared; null where there is nothing to compare. */
export async function readRecords(
  db: Duckdb,
  source: Source,
): Promise<{ rows: number[]; fields: RecordField[] } | null> {
  const columns = source.columns.filter(tellsRecords).slice(0, fieldsAtMost)
  if (columns.length === 0 || source.rowCount < 2) return null
  const { rows, cells } = await readCells(db, source, columns)
  return { rows, fields: columns.map((column, at) => readField(column, cells[at]!)) }
}

/**
 * Finds which rows of two tables are the same thing. `shared` says which columns hold the same; left out, their names and
 * values do. Each row of either table is taken at most once: the tables are taken to be free of duplicates of their own.
 * Rows are `[left, right]`.
 */
export async function linkRecords(
  db: Duckdb,
  left: Source,
  right: Source,
  shared: readonly SharedColumn[] = alignColumns(left.columns, right.columns),
): Promise<NearDuplicate[]> {
  const pick = ({ columns }: Source, name: string) => columns.find(({ column }) => column === name)
  const both = shared.flatMap((pair) => {
    const [a, b] = [pick(left, pair.left), pick(right, pair.right)]
    return a && b && (tellsRecords(a) || tellsRecords(b)) ? [{ a, b }] : []
  })
  if (both.length === 0 || left.rowCount + right.rowCount > recordsAtMost) return []
  const onLeft = await readCells(
    db,
    left,
    both.map(({ a }) => a),
  )
  const onRight = await readCells(
    db,
    right,
    both.map(({ b }) => b),
  )
  const fields = both.map(({ a }, at) => readField(a, [...onLeft.cells[at]!, ...onRight.cells[at]!]))
  const rows = [...onLeft.rows, ...onRight.rows]
  const border = onLeft.rows.length
  const pairs = await weighPairs({ fields, records: rows.length, border })
  return pairOneToOne(pairs)
    .filter(({ odds }) => odds > 0)
    .map((pair) => describePair(pair, fields, rows))
}

async function readCells(
  db: Duckdb,
  { relation }: Source,
  columns: readonly ColumnProfile[],
): Promise<{ rows: number[]; cells: (string | null)[][] }> {
  const cells = columns.map(
    ({ column }, at) => `list(left(${ident(column)}, ${comparedLength}) ORDER BY _row) AS c${at}`,
  )
  const [read] = await db.rows<Record<string, (string | null)[]>>(
    sql(`SELECT list(_row ORDER BY _row) AS rows, ${join(cells, ', ')} FROM ${relation}`),
  )
  return {
    rows: ((read?.['rows'] ?? []) as unknown[]).map(Number),
    cells: columns.map((_, at) => read?.[`c${at}`] ?? []),
  }
}

function describePair(
  { a, b, levels, odds }: WeighedPair,
  fields: readonly RecordField[],
  rows: readonly number[],
): NearDuplicate {
  const named = (passes: (level: number) => boolean) =>
    fields.filter((_, at) => levels[at]! >= 0 && passes(levels[at]!)).map(({ name }) => name)
  return {
    rows: [rows[a]!, rows[b]!],
    probability: Math.round((1 / (1 + Math.exp(-odds))) * 10_000) / 10_000,
    agree: named((level) => level >= 2),
    differ: named((level) => level < 2),
  }
}
