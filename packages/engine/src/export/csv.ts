import { ident, type Sql, sql } from '../sql/quote.ts'

const needsQuotes = /[",\r\n]/
const formula = /^[=+\-@\t\r]/

/** One CSV record without its line end. */
export function renderCsvLine(cells: readonly (string | null)[], escapeFormulas: boolean): string {
  const line = cells.map((cell) => {
    const value = escapeFormulas && cell !== null && formula.test(cell) ? `'${cell}` : (cell ?? '')
    return needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  })
  // A record of one empty cell would be an empty line, which readers skip.
  return line.length === 1 && line[0] === '' ? '""' : line.join(',')
}

/** SQL for the same over columns of `s`, with a carriage return at the end; the writer adds the line feed. */
export function renderCsvLines(columns: readonly string[], escapeFormulas: boolean): Sql {
  const cells = columns.map((name) => renderCell(`s.${ident(name)}`, escapeFormulas))
  if (cells.length === 1) return sql(`CASE WHEN ${cells[0]} = '' THEN '""' ELSE ${cells[0]} END || chr(13)`)
  return sql(`concat(${cells.join(`, ',', `)}, chr(13))`)
}

function renderCell(column: string, escapeFormulas: boolean): string {
  const value = escapeFormulas
    ? `CASE WHEN regexp_matches(${column}, '^[=+\\-@\\t\\r]') THEN '''' || ${column} ELSE ${column} END`
    : column
  return `CASE WHEN regexp_matches(${column}, '[",\\r\\n]') THEN '"' || replace(${value}, '"', '""') || '"' ELSE coalesce(${value}, '') END`
}
