import { type Sql, sql, text } from '../sql/quote.ts'

export type RowFilter = 'all' | 'valid' | 'invalid'

/** `FROM` of a filled sheet under the alias `s`, with only the rows that the filter lets through. */
export function renderFiltered(rowsPath: string, issuesPath: string, filter: RowFilter): Sql {
  const from = `read_parquet(${text(rowsPath)}) AS s`
  if (filter === 'all') return sql(from)
  const invalid = `(SELECT DISTINCT row_id FROM read_parquet(${text(issuesPath)}) WHERE severity = 'invalid') AS i`
  return sql(`${from} ${filter === 'invalid' ? 'SEMI' : 'ANTI'} JOIN ${invalid} ON i.row_id = s._id`)
}
