import type { Cell } from '../../dialect.ts'
import { type GridWriter, UnreadableFile } from '../../reader/reader.ts'
import type { RowNotes } from '../row-notes.ts'
import { columnOf } from './cell-place.ts'
import { formatNumber } from './format-number.ts'
import type { NumberFormat } from './number-format.ts'
import { unescapeText } from './unescape-text.ts'

export type SheetReading = {
  strings: readonly string[]
  styles: readonly NumberFormat[]
  date1904: boolean
  /** Writes a number into the fixed places of a format. */
  mask: (code: string, value: number) => string
}

/** A cell as it stands in the file; `column` is its reference, or the letters of it. */
export type RawCell = {
  column?: string | undefined
  style?: string | undefined
  type?: string | undefined
  hasFormula?: boolean
  value?: string | undefined
  inline?: string | undefined
}

const isoDay = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?)?$/
/** A worksheet ends here, by ECMA-376 and in every program. */
const maxRows = 1_048_576
const maxColumns = 16_384
const general: NumberFormat = { kind: 'general' }

/** Gathers the cells of a sheet's rows as text, and writes each row that holds something. */
export class CellReader {
  readonly #grid: GridWriter
  readonly #notes: RowNotes
  readonly #reading: SheetReading
  #row = 0
  #column = -1
  #cells: Cell[] = []

  constructor(grid: GridWriter, notes: RowNotes, reading: SheetReading) {
    this.#grid = grid
    this.#notes = notes
    this.#reading = reading
  }

  /** `number` is left out by some programs: then rows, and cells in them, follow one another. */
  openRow(number: string | undefined, isHidden: boolean) {
    this.#row = number === undefined ? this.#row + 1 : Number(number)
    if (!(this.#row >= 1 && this.#row <= maxRows))
      throw new UnreadableFile(`it has a row ${String(number)}, which no sheet has`)
    this.#column = -1
    this.#cells = []
    if (isHidden) this.#notes.add('hidden_rows', this.#row)
  }

  cell(cell: RawCell) {
    this.#column = cell.column === undefined ? this.#column + 1 : columnOf(cell.column)
    if (!(this.#column >= 0 && this.#column < maxColumns))
      throw new UnreadableFile(`row ${this.#row} has a cell in column ${this.#column + 1}, which no sheet has`)
    const text = cell.value === undefined && cell.inline === undefined ? null : this.#textOf(cell)
    if (text === null && cell.hasFormula) this.#notes.add('formula_without_value', this.#row)
    if (text === null || text === '') return
    while (this.#cells.length < this.#column) this.#cells.push(null)
    this.#cells[this.#column] = text
  }

  closeRow() {
    if (this.#cells.length > 0) this.#grid.add(this.#row, this.#cells)
  }

  #textOf({ type = 'n', style, value: raw = '', inline }: RawCell): string | null {
    switch (type) {
      case 'inlineStr':
        return unescapeText(inline ?? raw)
      case 's':
        return this.#reading.strings[Number(raw)] ?? null
      case 'str':
        return unescapeText(raw)
      case 'b':
        return raw === '1' || raw === 'true' ? 'TRUE' : 'FALSE'
      case 'e':
        this.#notes.add('error_values', this.#row)
        return raw
      case 'd': {
        const [, day, time] = isoDay.exec(raw) ?? []
        return day === undefined ? raw : time === undefined || time === '00:00:00' ? day : `${day} ${time}`
      }
      default: {
        const number = Number(raw)
        if (raw === '' || !Number.isFinite(number)) return raw || null
        const format = style === undefined ? general : (this.#reading.styles[Number(style)] ?? general)
        const shown = formatNumber(number, format, this.#reading)
        if (shown.hidesTime) this.#notes.add('hidden_times', this.#row)
        return shown.text
      }
    }
  }
}
