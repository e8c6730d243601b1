import { type Block, growBlock, openBlock } from './block.ts'
import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import type { PlacedRecord } from './find-heading.ts'
import { groupBlocks, openGroup } from './group-blocks.ts'
import { layTable, nameParts } from './lay-table.ts'
import { splitSides } from './split-sides.ts'
import { cellsOf, isTotalRecord, type TableLayout, totalLabelAt } from './table-layout.ts'

const keptRecords = 200
/** Of a file with more rows that call themselves totals, the rest is taken by its looks. */
const keptClaims = 5000
/** Beyond so many runs, blank records are just blank records, and the file is one table from there on. */
const maxBlocks = 2000

/** After so many records of one width, a record of names with another width may begin a table of its own. */
const alikeBefore = 3

const couldName = (cells: readonly Cell[]): boolean =>
  cells.length >= 3 && cells.every((cell) => !isBlank(cell) && ['text', 'code'].includes(cellKind(cell)))

/** Watches all records of a file pass by, and then tells the tables in it. Memory does not grow with the rows. */
export class LayoutSurvey {
  readonly #blocks: Block[] = []
  readonly #claims: PlacedRecord[] = []
  #open: Block | undefined
  #rows = 0
  /** How many records in a row had as many cells as the last. */
  #alike = { cells: 0, records: 0 }

  add(row: number, cells: readonly Cell[]) {
    this.#rows = row
    if (cells.every(isBlank)) {
      if (this.#blocks.length < maxBlocks) this.#open = undefined
      this.#alike = { cells: 0, records: 0 }
      return
    }
    if (this.#alike.cells === cells.length) this.#alike.records++
    else {
      if (this.#alike.records >= alikeBefore && this.#blocks.length < maxBlocks && couldName(cells))
        this.#open = undefined
      this.#alike = { cells: cells.length, records: 1 }
    }
    if (!this.#open) {
      this.#open = openBlock(row)
      this.#blocks.push(this.#open)
    }
    if (totalLabelAt(cells) !== undefined && this.#claims.length < keptClaims) this.#claims.push({ row, cells })
    growBlock(this.#open, { row, cells }, this.#blocks.length > 200 ? 12 : keptRecords)
  }

  /** The tables, in file order; none when every record is blank. */
  finish(): TableLayout[] {
    if (this.#blocks.length === 0) return []
    const groups = groupBlocks(this.#blocks)
    const tables = groups.flatMap((group, at) => {
      const next = groups[at + 1]
      const firstRow = at === 0 ? 1 : group.blocks[0]!.first
      const lastRow = next ? next.blocks[0]!.first - 1 : this.#rows
      const sides = splitSides(group)
      if (!sides) return [layTable(group, { firstRow, lastRow, side: null })]
      return sides.map(({ side, group: one }, position) =>
        layTable(one, {
          // The blank rows around all of them are the first one's.
          firstRow: position === 0 ? firstRow : one.blocks[0]!.first,
          lastRow: one.blocks.at(-1)!.last,
          side,
        }),
      )
    })
    if (tables.length > 1) nameParts(tables)
    this.#claim(tables)
    return tables
  }

  /**
   * All records as one table. Its header is the first record, or there is none; where that is not said, it is looked for.
   * Null when every record is blank.
   */
  finishAsOne(hasHeader: boolean | undefined): TableLayout | null {
    if (this.#blocks.length === 0) return null
    const group = openGroup(this.#blocks)
    const first = { titles: [], above: [], header: 0, below: [], contrast: 0 }
    const heading = hasHeader === undefined ? group.heading : hasHeader ? first : null
    const table = layTable({ ...group, heading }, { firstRow: this.#blocks[0]!.first, lastRow: this.#rows, side: null })
    this.#claim([table])
    return table
  }

  #claim(tables: readonly TableLayout[]) {
    for (const { row, cells } of this.#claims) {
      for (const table of tables) {
        if (row < table.firstRow || row > table.lastRow || table.aside.has(row)) continue
        const own = cellsOf(cells, table)
        if (totalLabelAt(own) !== undefined && !isTotalRecord(row, own, table)) table.claimedTotals.add(row)
      }
    }
  }
}
