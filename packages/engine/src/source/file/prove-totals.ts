import type { Cell } from './dialect.ts'
import { readPlainNumber } from './read-plain-number.ts'
import { asideOf, cellsOf, type TableLayout } from './table-layout.ts'

type Figures = { value: number; decimals: number }[]

/**
 * Finds out which rows that call themselves totals add up the rows of their table: those since the total before, all
 * so far, or all that follow. Rows pass by once, in order; memory holds a sum for each column and each such row.
 */
export class TotalProof {
  readonly #tables: { layout: TableLayout; claims: Map<number, Claim>; sums: number[]; rows: number }[]

  constructor(layouts: readonly TableLayout[]) {
    this.#tables = layouts
      .filter(({ claimedTotals }) => claimedTotals.size > 0)
      .map((layout) => ({ layout, claims: new Map(), sums: [], rows: 0 }))
  }

  add(row: number, cells: readonly Cell[]) {
    for (const table of this.#tables) {
      const { layout, claims, sums } = table
      if (row < layout.firstRow || row > layout.lastRow || asideOf(row, layout)) continue
      const figures = readFigures(cellsOf(cells, layout))
      if (layout.claimedTotals.has(row)) {
        claims.set(row, { figures, before: [...sums], rowsBefore: table.rows })
        continue
      }
      table.rows++
      figures.forEach(({ value }, column) => {
        sums[column] = (sums[column] ?? 0) + value
      })
    }
  }

  /** Adds the proven rows to `totals` of their layouts. */
  finish() {
    for (const { layout, claims, sums, rows } of this.#tables) {
      let earlier: Claim = { figures: [], before: [], rowsBefore: 0 }
      const all = [...claims]
      all.forEach(([row, claim], at) => {
        const next = all[at + 1]?.[1] ?? { before: sums, rowsBefore: rows }
        const spans = [
          { from: earlier.before, to: claim.before, rows: claim.rowsBefore - earlier.rowsBefore },
          { from: [], to: claim.before, rows: claim.rowsBefore },
          { from: claim.before, to: next.before, rows: next.rowsBefore - claim.rowsBefore },
          { from: claim.before, to: sums, rows: rows - claim.rowsBefore },
        ]
        if (spans.some((span) => span.rows >= 2 && addsUp(claim.figures, span))) layout.totals.add(row)
        earlier = claim
      })
    }
  }
}

type Claim = { figures: Figures; before: readonly number[]; rowsBefore: number }

/** By column; holes where a cell is no number. */
export function readFigures(cells: readonly Cell[]): Figures {
  const figures: Figures = []
  cells.forEach((cell, column) => {
    const figure = cell === null ? undefined : readPlainNumber(cell)
    if (figure) figures[column] = figure
  })
  return figures
}

/** Whether most figures are the sums of a span of rows, give or take what rounding each of them may have lost. */
function addsUp(
  figures: Figures,
  { from, to, rows }: { from: readonly number[]; to: readonly number[]; rows: number },
): boolean {
  let told = 0
  let right = 0
  figures.forEach(({ value, decimals }, column) => {
    if (value === 0) return
    told++
    const sum = (to[column] ?? 0) - (from[column] ?? 0)
    if (Math.abs(sum - value) <= 0.5 * 10 ** -decimals * Math.min(rows, 20) + Math.abs(value) * 1e-9) right++
  })
  return told > 0 && right * 2 > told
}
