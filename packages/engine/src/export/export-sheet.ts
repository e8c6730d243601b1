import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { v7 as newId } from 'uuid'
import type { Duckdb } from '../duckdb/index.ts'
import { type RowFilter, renderFiltered } from '../sheet/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { renderCsvLine, renderCsvLines } from './csv.ts'

export type ExportRequest = {
  db: Duckdb
  rowsPath: string
  issuesPath: string
  /** The template's columns, in the order in which they are written. */
  columns: readonly string[]
  filter: RowFilter
  format: 'csv' | 'jsonl'
  /** Puts an apostrophe in front of what a spreadsheet would run as a formula; CSV only. */
  escapeFormulas: boolean
  /** A folder within DuckDB's reach; the file written there is gone once the stream is. */
  workDir: string
}

/**
 * Writes a sheet as CSV (RFC 4180: UTF-8, CRLF, a header, quotes only where needed) or as JSON lines (null for an empty
 * cell), in `_id` order. DuckDB writes a file and that is streamed: rows never pass through this process one by one.
 * The database is free again as soon as this returns.
 */
export async function exportSheet(request: ExportRequest): Promise<{ stream: Readable; totalRecords: number }> {
  const { db, rowsPath, issuesPath, filter, workDir } = request
  await mkdir(workDir, { recursive: true })
  const path = join(workDir, `export-${newId()}`)
  const from = renderFiltered(rowsPath, issuesPath, filter)
  const [counted] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${from}`))
  try {
    await db.exec(renderExport(request, from, path))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 })
  stream.once('close', () => void rm(path, { force: true }))
  return { stream, totalRecords: counted?.n ?? 0 }
}

function renderExport({ columns, format, escapeFormulas, filter }: ExportRequest, from: Sql, path: string): Sql {
  // An anti or semi join may not keep the order; a plain scan does.
  const order = filter === 'all' ? '' : ' ORDER BY s._id'
  if (format === 'jsonl') {
    const fields = columns.map((name) => `s.${ident(name)}`).join(', ')
    return sql(`COPY (SELECT ${fields} FROM ${from}${order}) TO ${text(path)} (FORMAT json, ARRAY false)`)
  }
  const lines = sql(`SELECT ${renderCsvLines(columns, escapeFormulas)} AS line FROM ${from}${order}`)
  const header = `${renderCsvLine(columns, escapeFormulas)}\r`
  // The lines are finished text, so the writer must add nothing but its line feed: no quotes, no delimiter, no escapes.
  return sql(
    `COPY (SELECT ${text(header)} AS line UNION ALL ${order ? `SELECT * FROM (${lines})` : lines}) TO ${text(path)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ',', NULLSTR '')`,
  )
}
