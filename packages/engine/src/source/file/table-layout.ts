import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import { isTotalLabel } from './total-row.ts'

/** One table found in a file. Rows are positions in the file; its rows are `firstRow..lastRow` without `aside`. */
export type TableLayout = {
  /** Its name within the file; null when the file holds only this table. */
  part: string | null
  firstRow: number
  lastRow: number
  /** Of tables side by side, the columns of the file (by index, both ends counted) that are this one's; else null. */
  side: { from: number; to: number } | null
  hasHeader: boolean
  /** The header's cells, as wide as the header. */
  headers: string[]
  /** Cells up to the last column that holds anything, the header counted. */
  width: number
  title: string[]
  /** Rows that are not data, known from the file's shape. Blank, repeated and total rows show in the row itself. */
  aside: Map<number, 'title' | 'header' | 'comment'>
  /** How many cells a data row usually fills. */
  typicalFilled: number
  /** Columns (by index) that hold words, codes or dates rather than numbers. */
  wordColumns: number[]
  /** Rows that call themselves totals, which their looks alone do not bear out. */
  claimedTotals: Set<number>
  /** Those of them that were found to add up others. See `TotalProof`. */
  totals: Set<number>
  /** Where a person has said what the table is. */
  corrected?: LayoutCut
  /** What came of that. */
  note?: { code: 'corrected' | 'correction_unfitting'; message: string }
}

/** Rows of a table outside `firstRow..lastRow` are none of its data; those before `headerRow`, where there is one, are titles. */
export type LayoutCut = { firstRow: number; lastRow: number; headerRow: number | null }

/** Why a row is no data, as far as its place tells. */
export function asideOf(
  row: number,
  { aside, corrected }: Pick<TableLayout, 'aside' | 'corrected'>,
): 'title' | 'header' | 'comment' | 'outside' | undefined {
  if (corrected) {
    if (row < corrected.firstRow || row > corrected.lastRow) return 'outside'
    if (corrected.headerRow !== null && row < corrected.headerRow) return 'title'
  }
  return aside.get(row)
}

export const countFilled = (cells: readonly Cell[]): number => {
  let filled = 0
  for (const cell of cells) if (!isBlank(cell)) filled++
  return filled
}

/** Whether a record is the header once more, as at the top of each printed page. */
export const repeatsHeader = (cells: readonly Cell[], table: TableLayout): boolean =>
  table.hasHeader && (cells[0] ?? '').trim() === (table.headers[0] ?? '').trim() && sameCells(cells, table.headers)

/**
 * Whether a record only adds up others: it says so in its first or second filled cell, and its numbers do so, or it
 * otherwise holds little but numbers, where the others of its table have words.
 */
export function isTotalRecord(row: number, cells: readonly Cell[], table: TableLayout): boolean {
  if (table.width < 2) return false
  if (table.totals.has(row)) return true
  const label = totalLabelAt(cells)
  if (label === undefined) return false
  const filled = cells.flatMap((cell, at) => (isBlank(cell) ? [] : [at]))
  const others = filled.filter((at) => at !== label)
  const words = others.filter((at) => cellKind(cells[at]) !== 'number')
  if (words.length > 1) return false
  if (filled.length <= Math.max(1, table.typicalFilled * 0.6)) return true
  const expected = table.wordColumns.filter((at) => at !== label)
  return words.length === 0 && others.length > 0 && expected.length > 0 && expected.every((at) => isBlank(cells[at]))
}

/** Where a record says so. This runs for every record, so it looks at as little as it can. */
export function totalLabelAt(cells: readonly Cell[]): number | undefined {
  let seen = 0
  for (let at = 0; at < cells.length && seen < 2; at++) {
    if (isBlank(cells[at])) continue
    if (isTotalLabel(cells[at]!)) return at
    seen++
  }
  return undefined
}

/** The cells of a record that are a table's. */
export const cellsOf = (cells: readonly Cell[], { side }: Pick<TableLayout, 'side'>): readonly Cell[] =>
  side === null ? cells : cells.slice(side.from, side.to + 1)

export const sameCells = (a: readonly Cell[], b: readonly Cell[]) =>
  Array.from({ length: Math.max(a.length, b.length) }).every((_, at) => (a[at] ?? '').trim() === (b[at] ?? '').trim())
