import { ident, join, type Sql, sql, text } from '../sql/quote.ts'
import { writtenInstantSql } from '../values/index.ts'
import { dateFormat } from './date-formats.ts'
import { shapeOf } from './value-shape.ts'

/** Values longer than this are profiled by their beginning, so that one huge cell cannot fill the memory. */
const longestValue = 2000
const blanks = `chr(32) || chr(9) || chr(10) || chr(13) || chr(160)`

/**
 * The distinct non-blank values of some columns of a table, in one scan: `c` (0-based position in `columns`), `v` the
 * raw text, `t` trimmed, `n` in how many rows, `first` the first of them.
 */
export function renderDistinctValues(relation: Sql, columns: readonly string[]): Sql {
  const renamed = columns.map((column, position) => `left(${ident(column)}, ${longestValue}) AS c${position}`)
  const names = columns.map((_, position) => `c${position}`).join(', ')
  return sql(`CREATE OR REPLACE TEMP TABLE profile_values AS
SELECT CAST(substr(name, 2) AS INTEGER) AS c, v, trim(v, ${blanks}) AS t, count(*) AS n, min(r) AS first
FROM (UNPIVOT (SELECT _row AS r, ${renamed.join(', ')} FROM ${relation}) ON ${names} INTO NAME name VALUE v)
WHERE trim(v, ${blanks}) <> ''
GROUP BY ALL`)
}

/** One row a column: how many cells are filled, how many trimmed values differ, and how long they are. */
export const renderStatistics = (): Sql =>
  sql(`SELECT c, sum(n)::BIGINT AS filled, count(DISTINCT t)::BIGINT AS distinct_count,
min(length(v))::BIGINT AS min_length, max(length(v))::BIGINT AS max_length FROM profile_values GROUP BY c`)

/** The most frequent shapes of each column, with the first values of each. */
export const renderShapes = (limit: number): Sql =>
  sql(`SELECT c, shape, sum(n)::BIGINT AS count, count(*)::BIGINT AS "distinct", arg_min(t, first, 5) AS samples
FROM (SELECT c, t, n, first, ${shapeOf(sql('v'))} AS shape FROM profile_values)
GROUP BY c, shape QUALIFY row_number() OVER (PARTITION BY c ORDER BY sum(n) DESC, min(first)) <= ${limit}
ORDER BY c, sum(n) DESC, min(first)`)

/** The most frequent raw values of each column. */
export const renderTopValues = (limit: number): Sql =>
  sql(`SELECT c, v AS value, n::BIGINT AS count FROM profile_values
QUALIFY row_number() OVER (PARTITION BY c ORDER BY n DESC, first) <= ${limit} ORDER BY c, n DESC, first`)

/** Whether one trimmed value reads in a format: by strptime where it is one, else as a number within sensible years. */
function reads(format: string): Sql {
  const pattern = text(dateFormat(format)!.pattern)
  const matches = `regexp_full_match(t, ${pattern})`
  if (format === 'excel_serial') return sql(`${matches} AND TRY_CAST(t AS DOUBLE) BETWEEN 20000 AND 65000`)
  if (format === 'epoch_s') return sql(`${matches} AND TRY_CAST(t AS BIGINT) BETWEEN 300000000 AND 4102444800`)
  if (format === 'epoch_ms') return sql(`${matches} AND TRY_CAST(t AS BIGINT) BETWEEN 300000000000 AND 4102444800000`)
  if (format === 'words') return sql(`${matches} AND ${writtenInstantSql('t')} IS NOT NULL`)
  return sql(`${matches} AND try_strptime(t, ${text(format)}) IS NOT NULL`)
}

/** In how many rows each format reads, for one column, and samples of the values that it does not. */
export function renderDateFits(column: number, formats: readonly string[]): Sql {
  const parts = formats.map(
    (format) => `SELECT ${text(format)} AS format, coalesce(sum(n) FILTER (ok), 0)::BIGINT AS fits,
coalesce(sum(n) FILTER (NOT ok), 0)::BIGINT AS misfits, coalesce(arg_min(v, first, 5) FILTER (NOT ok), []) AS samples
FROM (SELECT v, n, first, ${reads(format)} AS ok FROM profile_values WHERE c = ${column})`,
  )
  return join(parts, '\nUNION ALL\n')
}
