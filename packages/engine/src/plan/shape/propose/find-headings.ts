import { ident } from '../../../sql/quote.ts'
import { freeName, type Grid, isFilled, roughKind } from './grid.ts'
import type { Proposal } from './proposal.ts'

/**
 * Rows that hold one cell, in the first column, with rows of records below each: headings of groups. They become a
 * column. In a table of two columns a missing value looks the same, so there the headings must begin the table and be
 * of another kind than what stands below them.
 */
export function findHeadings(grid: Grid): Proposal | null {
  const { columns, rows } = grid
  if (columns.length < 2 || rows.length < 3) return null
  const alone = rows.map((row) => isFilled(row[0]) && row.slice(1).every((cell) => !isFilled(cell)))
  const count = alone.filter(Boolean).length
  const details = rows.length - count
  // A single one is a title.
  if (count < 2 || details < count || !alone[0]) return null
  if (alone.some((heading, at) => heading && (at + 1 === rows.length || (alone[at + 1] && alone[at + 2])))) return null
  const detailRows = rows.filter((_, at) => !alone[at])
  const others = columns.slice(1).map((_, at) => detailRows.filter((row) => isFilled(row[at + 1])).length)
  if (Math.max(...others) < detailRows.length * 0.8) return null
  const headings = rows.filter((_, at) => alone[at]).map(([cell]) => cell!.trim())
  if (columns.length === 2) {
    const kinds = new Set(headings.map((heading) => roughKind(heading)))
    const below = detailRows.map(([cell]) => (isFilled(cell) ? roughKind(cell) : null))
    const repeats = new Set(detailRows.map(([cell]) => cell)).size < detailRows.length
    const unlike = below.filter((kind) => kind !== null && !kinds.has(kind)).length >= 0.8 * below.length
    if (!repeats && !unlike) return null
  }
  const [first, ...rest] = columns as [string, ...string[]]
  const column = freeName('Section', columns)
  let current: string | null = null
  const after = rows.flatMap((row, at) => {
    if (alone[at]) current = row[0]!.trim()
    return alone[at] ? [] : [[...row, current]]
  })
  return {
    kind: 'headings',
    score: 0.95,
    why: `${count} of the first ${rows.length} rows hold one cell only, with records below: they are headings`,
    ops: (ref) => {
      const own = (name: string) => `clean_text(${ref}.${ident(name)})`
      return [
        {
          op: 'section',
          when: `${own(first)} IS NOT NULL AND ${rest.map((name) => `${own(name)} IS NULL`).join(' AND ')}`,
          value: own(first),
          column,
          reason: 'group heading',
        },
      ]
    },
    after: { columns: [...columns, column], rows: after },
  }
}
