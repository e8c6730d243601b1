import type { ColumnProfile, FormatFit, StagedTable, TableProfile } from '@godwit/contract'
import type { Duckdb } from '../duckdb/duckdb.ts'
import { type Sql, sql, text } from '../sql/quote.ts'
import { formatsFor } from './date-formats.ts'
import { findDependencies } from './dependencies/find-dependencies.ts'
import { findKeys } from './dependencies/find-keys.ts'
import { findDuplicateGroups } from './duplicates/find-duplicate-groups.ts'
import { type ColumnCounts, judgeColumn } from './judge-column.ts'
import { renderDateFits, renderDistinctValues, renderShapes, renderStatistics, renderTopValues } from './profile-sql.ts'
import { findSuspects } from './repair/find-suspects.ts'
import { settleNumberStyles } from './settle-number-styles.ts'
import type { ShapeCount } from './value-shape.ts'

type ProfileInput = {
  db: Duckdb
  table: StagedTable
  /** Local Parquet file of the table. */
  path: string
  onProgress?: (columnsDone: number, columns: number) => void
  /** What is looked for once the columns are measured, in words. */
  onLook?: (what: string) => void
  signal?: AbortSignal
}

/** Cells in one scan: enough to be few scans, few enough that the distinct values of unique columns fit in memory. */
const cellsAtOnce = 20_000_000
const columnsAtOnce = 60
const shapesKept = 500
const topValuesKept = 1000

/** Measures every column of a staging table over all its rows, and which of them belong together. */
export function profileTable({ table, path, ...input }: ProfileInput): Promise<TableProfile> {
  const relation = sql(`read_parquet(${text(path)})`)
  const columns = table.columns.map(({ name }) => name)
  return profileRows({ ...input, name: table.name, relation, columns, rowCount: table.row_count })
}

/** The same for anything that can stand in a FROM clause and has `_row`. */
export async function profileRows({ name, ...input }: RelationInput & { name: string }): Promise<TableProfile> {
  const columns = await profileRelation(input)
  const measured = { ...input, columns }
  input.onLook?.('columns that determine others')
  const dependencies = await findDependencies(measured)
  const keys = await findKeys(measured)
  input.onLook?.('rows that look alike')
  const near_duplicates = await findDuplicateGroups(input.db, measured, input.signal)
  input.onLook?.('values that look like slips')
  const row_count = input.rowCount
  const profile: TableProfile = { table: name, row_count, columns, dependencies, keys, near_duplicates, suspects: [] }
  return { ...profile, suspects: await findSuspects({ ...input, profile }) }
}

type RelationInput = Pick<ProfileInput, 'db' | 'onProgress' | 'onLook' | 'signal'> & {
  relation: Sql
  columns: string[]
  rowCount: number
}

/** The columns alone, a few scans for each batch of them: of a table, part of one, a view. */
export async function profileRelation({
  db,
  relation,
  columns,
  rowCount,
  onProgress,
}: RelationInput): Promise<ColumnProfile[]> {
  const batchSize = Math.max(1, Math.min(columnsAtOnce, Math.floor(cellsAtOnce / Math.max(1, rowCount))))
  const counts: ColumnCounts[] = []
  for (let start = 0; start < columns.length; start += batchSize) {
    counts.push(...(await countColumns(db, relation, columns.slice(start, start + batchSize), rowCount)))
    onProgress?.(counts.length, columns.length)
  }
  await db.exec(sql('DROP TABLE IF EXISTS profile_values'))
  return settleNumberStyles(counts.map(judgeColumn))
}

async function countColumns(db: Duckdb, relation: Sql, columns: string[], rowCount: number): Promise<ColumnCounts[]> {
  await db.exec(renderDistinctValues(relation, columns))
  const statistics = await db.rows<Statistics>(renderStatistics())
  const shapes = Map.groupBy(await db.rows<ShapeRow>(renderShapes(shapesKept)), ({ c }) => c)
  const topValues = Map.groupBy(await db.rows<ValueRow>(renderTopValues(topValuesKept)), ({ c }) => c)
  const result: ColumnCounts[] = []
  for (const [position, column] of columns.entries()) {
    const found = statistics.find(({ c }) => c === position)
    const ofColumn: ShapeCount[] = (shapes.get(position) ?? []).map(({ shape, count, distinct, samples }) => ({
      shape,
      count: Number(count),
      distinct: Number(distinct),
      samples: [...samples],
    }))
    result.push({
      column,
      rowCount,
      filled: Number(found?.filled ?? 0),
      distinctCount: Number(found?.distinct_count ?? 0),
      minLength: Number(found?.min_length ?? 0),
      maxLength: Number(found?.max_length ?? 0),
      shapes: ofColumn,
      topValues: (topValues.get(position) ?? []).map(({ value, count }) => ({ value, count: Number(count) })),
      dateFits: await countDates(db, position, ofColumn),
    })
  }
  return result
}

/** Only columns of which a fair part looks like dates are read as dates, and only in the formats they look like. */
async function countDates(db: Duckdb, position: number, shapes: readonly ShapeCount[]): Promise<FormatFit[]> {
  const formats = new Set<string>()
  let rows = 0
  let dated = 0
  for (const { count, samples } of shapes) {
    rows += count
    const possible = formatsFor(samples)
    if (possible.length === 0) continue
    dated += count
    for (const format of possible) formats.add(format)
  }
  if (formats.size === 0 || dated < rows * 0.3) return []
  const fits = await db.rows<{ format: string; fits: number; misfits: number; samples: string[] }>(
    renderDateFits(position, [...formats]),
  )
  return fits.map(({ format, fits: fitting, misfits, samples }) => ({
    format,
    fits: Number(fitting),
    misfits: Number(misfits),
    samples_of_misfits: [...samples],
  }))
}

type Statistics = { c: number; filled: number; distinct_count: number; min_length: number; max_length: number }
type ShapeRow = { c: number; shape: string; count: number; distinct: number; samples: string[] }
type ValueRow = { c: number; value: string; count: number }
