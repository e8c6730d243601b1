import type { StagedTable } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, sql, text } from '../sql/quote.ts'
import { readSheetPage } from './read-sheet-page.ts'
import type { SheetColumn } from './sheet-set.ts'

/** Where one cell came from. A source without a row was looked up (joined, stacked); `raw` is null where it is unknown. */
export type CellLineage = {
  column: string
  value: string | null
  expression: string | null
  why: string
  sources: { table: string; row: number | null; column: string; raw: string | null }[]
}

/** A row of a sheet, traced. `origin` are the staged rows that it was made from, survivor first. */
export type RowLineage = { row_id: number; origin: { table: string; row: number }[]; cells: CellLineage[] }

type Request = {
  db: Duckdb
  rowsPath: string
  issuesPath: string
  rowId: number
  columns: readonly SheetColumn[]
  tables: readonly StagedTable[]
  /** Local Parquet file of a staged table. */
  pathOf(table: StagedTable): string
}

/** Traces every cell of a row of an unfiltered sheet; null when there is no such row. */
export async function readLineage(request: Request): Promise<RowLineage | null> {
  const { db, rowsPath, issuesPath, rowId, columns } = request
  const page = await readSheetPage({ db, rowsPath, issuesPath, filter: 'all', limit: 1, offset: rowId - 1 })
  const [row] = page.rows
  if (!row) return null
  const raw = await readRawCells(request, row.origin)
  const cells = columns.map((column, index) => ({
    column: column.name,
    value: row.cells[index] ?? null,
    expression: column.expression,
    why: column.why,
    sources: column.from.flatMap(({ table, column: name }): CellLineage['sources'] => {
      const rows = row.origin.filter((origin) => origin.table === table)
      if (rows.length === 0) return [{ table, row: null, column: name, raw: null }]
      return rows.map((origin) => ({ table, row: origin.row, column: name, raw: raw.get(key(origin, name)) ?? null }))
    }),
  }))
  return { row_id: row._id, origin: row.origin, cells }
}

const key = (origin: { table: string; row: number }, column: string) =>
  JSON.stringify([origin.table, origin.row, column])

/** The cells of the staged rows, exactly as the source had them, one read for each table. */
async function readRawCells(
  { db, columns, tables, pathOf }: Request,
  origins: readonly { table: string; row: number }[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [name, rows] of Map.groupBy(origins, (origin) => origin.table)) {
    const table = tables.find((each) => each.name === name)
    const wanted = new Set(
      columns.flatMap(({ from }) => from).flatMap((from) => (from.table === name ? [from.column] : [])),
    )
    const present = (table?.columns ?? []).map((column) => column.name).filter((column) => wanted.has(column))
    if (!table || present.length === 0) continue
    const cells = present.map((column) => ident(column)).join(', ')
    const staged = await db.rows<{ _row: number; cells: (string | null)[] }>(
      sql(
        `SELECT _row, CAST([${cells}] AS VARCHAR[]) AS cells FROM read_parquet(${text(pathOf(table))})
         WHERE _row IN (SELECT unnest(CAST($1 AS BIGINT[])))`,
      ),
      [rows.map(({ row }) => row)],
    )
    for (const { _row, cells: values } of staged) {
      present.forEach((column, index) => {
        const value = values[index]
        if (value !== null && value !== undefined) found.set(key({ table: name, row: _row }, column), value)
      })
    }
  }
  return found
}
