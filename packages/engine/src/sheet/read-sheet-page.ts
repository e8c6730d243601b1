import type { Issue } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, sql, text } from '../sql/quote.ts'
import { type RowFilter, renderFiltered } from './render-filtered.ts'

export type SheetRow = {
  _id: number
  /** In template order; null is an empty cell. */
  cells: (string | null)[]
  origin: { table: string; row: number }[]
}

export type SheetPage = {
  rows: SheetRow[]
  /** The issues of these rows, in row order. */
  issues: Issue[]
  /** Rows that the filter lets through, on all pages. */
  total: number
}

/**
 * A page of a filled sheet, in `_id` order unless `sort` names a column. `offset` counts rows that the filter and
 * `search` (part of any cell, in any case) let through, from 0.
 */
export async function readSheetPage({
  db,
  rowsPath,
  issuesPath,
  filter,
  limit,
  offset,
  search = '',
  sort = null,
}: {
  db: Duckdb
  rowsPath: string
  issuesPath: string
  filter: RowFilter
  limit: number
  offset: number
  search?: string
  /** One of the sheet's columns; empty cells come last. */
  sort?: { column: string; descending: boolean } | null
}): Promise<SheetPage> {
  const columns = await readColumnNames(db, rowsPath)
  const cells = columns.map((name) => `s.${ident(name)}`)
  const filtered = renderFiltered(rowsPath, issuesPath, filter)
  // A unit separator keeps a match from reaching over two cells.
  const found = `contains(lower(concat_ws(chr(31), ${cells.join(', ')})), lower(${text(search)}))`
  const from = search === '' ? filtered : sql(`${filtered} WHERE ${found}`)
  const [counted] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${from}`))
  const total = counted?.n ?? 0
  const order = sort ? `s.${ident(sort.column)} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, s._id` : 's._id'
  // Ids of an unfiltered sheet are its positions, so a page of it is a range that Parquet can find.
  const place =
    filter === 'all' && search === '' && !sort
      ? `WHERE s._id > ${offset} AND s._id <= ${offset + limit} ORDER BY s._id`
      : `ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`
  const rows = await db.rows<SheetRow>(
    sql(
      `SELECT s._id AS "_id", CAST([${cells.join(', ')}] AS VARCHAR[]) AS cells, s._origin AS origin FROM ${from} ${place}`,
    ),
  )
  if (rows.length === 0) return { rows, issues: [], total }
  const issues = await db.rows<Issue>(
    sql(`SELECT row_id, "column", rule, severity, message, value FROM read_parquet(${text(issuesPath)}, file_row_number = true)
      WHERE row_id IN (SELECT unnest(CAST($1 AS BIGINT[]))) ORDER BY file_row_number`),
    [rows.map(({ _id }) => _id)],
  )
  return { rows, issues, total }
}

/** The template columns of a filled sheet, in order. */
export async function readColumnNames(db: Duckdb, rowsPath: string): Promise<string[]> {
  const described = await db.rows<{ column_name: string }>(
    sql(`DESCRIBE SELECT * FROM read_parquet(${text(rowsPath)})`),
  )
  return described.map(({ column_name }) => column_name).filter((name) => name !== '_id' && name !== '_origin')
}
