import { type Cell, maxColumns } from '../dialect.ts'
import type { MergedArea } from './reader.ts'

const plentyOfCells = 50_000_000
const maxEmptyPerFilled = 25
const maxBlankRows = 2_000_000

/** Beyond so many, merged areas are a pattern, not a layout. */
const maxMerges = 10_000
/** So many rows may be filled by cells merged over them, all areas together. */
const maxMergedRows = 5_000_000

/**
 * Watches the area that the rows of a grid span: a few cells far apart cost their file nothing and whoever lays them
 * out as a table a fortune. `flaw` says what is wrong with the grid, once something is.
 */
export class GridLimit {
  flaw: string | null = null
  #width = 0
  #filled = 0
  #rows = 0
  readonly #firstRow: number

  constructor(firstRow: number) {
    this.#firstRow = firstRow
  }

  /** Takes a row, and tells whether the grid is still one to be kept. */
  add(row: number, cells: readonly Cell[]): boolean {
    this.#rows++
    let last = 0
    for (let at = 0; at < cells.length; at++) {
      if (cells[at] === null || cells[at] === undefined) continue
      this.#filled++
      last = at + 1
    }
    this.#width = Math.max(this.#width, last)
    const height = row - this.#firstRow + 1
    const area = height * this.#width
    if (this.#width > maxColumns) this.flaw = `it has more than ${maxColumns} columns`
    else if (area > plentyOfCells && area > this.#filled * maxEmptyPerFilled)
      this.flaw = `its cells lie scattered over ${height} rows and ${this.#width} columns; delete the ones outside the table`
    else this.checkHeight(row)
    return this.flaw === null
  }

  /** The same for where a grid says that it ends. */
  checkHeight(row: number) {
    if (row - this.#firstRow + 1 - this.#rows > maxBlankRows)
      this.flaw ??= `it has more than ${maxBlankRows} blank rows between those that hold something`
  }
}

/** The merged areas of a grid that are worth knowing; `leftOut` counts the others. */
export class MergedAreas {
  readonly areas: MergedArea[] = []
  leftOut = 0
  #rows = 0

  add(area: MergedArea) {
    const { firstRow, lastRow, firstColumn, lastColumn } = area
    if (![firstRow, lastRow, firstColumn, lastColumn].every(Number.isSafeInteger)) return
    if (firstRow < 1 || firstColumn < 0 || lastRow < firstRow || lastColumn < firstColumn) return
    if (firstColumn >= maxColumns) return
    this.#rows += lastRow - firstRow
    if (this.areas.length < maxMerges && this.#rows <= maxMergedRows) this.areas.push(area)
    else this.leftOut++
  }
}
