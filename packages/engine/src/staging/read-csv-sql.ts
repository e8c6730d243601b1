import type { Dialect } from '../source/file/index.ts'
import { ident, join, type Sql, sql, text } from '../sql/quote.ts'

/**
 * From so many columns on, DuckDB's vectors (32 KiB each, once for each operator and thread) are what takes memory:
 * 5,000 columns need between 1 and 2 GiB however few the rows, so such a table is read by one thread.
 */
export const wideColumns = 1000

/** DuckDB's own limit for a line, which longer records raise. */
export const defaultLineBytes = 2 * 1024 * 1024

/**
 * `read_csv` with everything given, so that DuckDB guesses nothing: every column text, unquoted empty cells NULL and
 * quoted ones ''. The kind of line end is left out on purpose: given as CRLF, DuckDB 1.5 reads no row at all.
 */
export function readCsv(options: {
  path: string
  columns: readonly string[]
  dialect: Dialect
  hasHeader: boolean
  longestRecordBytes: number
}): Sql {
  const { path, columns, dialect, hasHeader, longestRecordBytes } = options
  const lineBytes = Math.max(defaultLineBytes, longestRecordBytes + 1024)
  const types = columns.map((name) => `${text(name)}: 'VARCHAR'`)
  const settings = [
    'auto_detect = false',
    `columns = {${types.join(', ')}}`,
    `header = ${hasHeader}`,
    `delim = ${text(dialect.delimiter)}`,
    `quote = ${text(dialect.quote)}`,
    `escape = ${text(dialect.escape)}`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    'strict_mode = true',
    'ignore_errors = false',
    `compression = 'none'`,
    `encoding = 'utf-8'`,
    'hive_partitioning = false',
    'filename = false',
    `max_line_size = ${lineBytes}`,
    ...(columns.length >= wideColumns ? ['parallel = false'] : []),
    ...(lineBytes > defaultLineBytes ? [`buffer_size = ${lineBytes * 2}`] : []),
  ]
  return sql(`read_csv(${text(path)}, ${settings.join(', ')})`)
}

/**
 * Writes a query's rows as a staging table. Small row groups keep the memory of wide tables down. Nobody looks for single
 * values in staging tables, so that they need no filters for that; with these and large dictionaries, writing takes a fifth longer.
 */
export function writeStaging(query: Sql, path: string, columns: number): Sql {
  const rowGroup = Math.max(2048, Math.min(122_880, Math.floor(4_000_000 / Math.max(1, columns))))
  const settings = [
    'FORMAT parquet',
    'COMPRESSION snappy',
    `ROW_GROUP_SIZE ${rowGroup}`,
    'WRITE_BLOOM_FILTER false',
    `DICTIONARY_SIZE_LIMIT ${Math.floor(rowGroup / 12)}`,
  ]
  if (columns >= wideColumns) settings.push('STRING_DICTIONARY_PAGE_SIZE_LIMIT 4096')
  return sql(`COPY (${query}) TO ${text(path)} (${settings.join(', ')})`)
}

/**
 * How many rows and how many bytes of cells a staging table holds: what went in has to be what came out. `bytes` is null
 * for wide tables, where adding them up takes longer than all the rest.
 */
export function measureStaging(path: string, columns: readonly string[]): Sql {
  const sizes = columns.map((name) => `sum(strlen(${ident(name)}))`)
  const bytes = columns.length >= wideColumns ? 'NULL' : `coalesce(list_sum([${join(sizes, ', ')}]), 0)`
  return sql(`SELECT count(*) AS rows, CAST(${bytes} AS BIGINT) AS bytes FROM read_parquet(${text(path)})`)
}

/** What `measureStaging` finds. */
export type StagingSize = { rows: number; bytes: number | null }

/** Whether a staging table holds exactly what was put in. */
export const isWhole = (found: StagingSize | undefined, rows: number, bytes: number): boolean =>
  found?.rows === rows && (found.bytes === null || found.bytes === bytes)
