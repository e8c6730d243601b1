import { Parser } from 'htmlparser2'
import type { Cell } from '../dialect.ts'
import { type GridWriter, type MergedArea, type Reader, type ReaderOutput, UnreadableFile } from '../reader/reader.ts'
import { readText } from './text/read-text.ts'

/** The tables of an HTML page, a spreadsheet saved as one included: each a grid, named by its caption or the heading above it. */
export const readHtml: Reader = async ({ path }, output) => {
  const tables: Table[] = []
  const count = { tables: 0 }
  let heading = ''
  let collecting: 'heading' | 'caption' | null = null
  let hidden = 0
  let depth = 0
  const table = () => tables.at(-1)
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > maxDepth) throw new UnreadableFile(`its elements are nested more than ${maxDepth} deep`)
        if (name === 'script' || name === 'style' || name === 'template') hidden++
        else if (name === 'table') tables.push(new Table(heading))
        else if (/^h[1-6]$/.test(name)) {
          heading = ''
          collecting = 'heading'
        } else if (name === 'caption') {
          collecting = 'caption'
          if (table()) table()!.name = ''
        } else if (name === 'tr') table()?.openRow()
        else if (name === 'td' || name === 'th')
          table()?.openCell(span(attributes['colspan'], 1000), rowSpan(attributes['rowspan']))
        else if (name === 'br' || name === 'p' || name === 'div' || name === 'li') table()?.breakLine()
      },
      ontext(text) {
        if (hidden > 0) return
        if (collecting === 'heading') heading += text
        else if (collecting === 'caption' && table()) table()!.name += text
        else table()?.text(text)
      },
      onclosetag(name) {
        depth--
        if (name === 'script' || name === 'style' || name === 'template') hidden = Math.max(0, hidden - 1)
        else if (/^h[1-6]$/.test(name) || name === 'caption') collecting = null
        else if (name === 'td' || name === 'th') table()?.closeCell()
        else if (name === 'tr') table()?.closeRow()
        else if (name === 'table') tables.pop()?.write(output, count)
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  for await (const piece of readText(path, (bytes) => output.progress(bytes))) parser.write(piece)
  parser.end()
  while (tables.length > 0) tables.pop()!.write(output, count)
}

/** How many columns or rows a cell spans, as HTML bounds it. */
const span = (text: string | undefined, most: number): number =>
  Math.min(Math.max(1, Number.parseInt(text ?? '1', 10) || 1), most)

/** 0 is for all rows that follow. */
const rowSpan = (text: string | undefined): number => (text?.trim() === '0' ? maxRowSpan : span(text, maxRowSpan))
const maxRowSpan = 65_534

/** Browsers nest elements no deeper than some hundred. */
const maxDepth = 2000

const maxCells = 5_000_000

/** A table while it is read. Cells that span several rows keep those places from the rows below. */
class Table {
  name: string
  readonly #rows: Cell[][] = []
  readonly #merged: MergedArea[] = []
  #row: Cell[] | undefined
  #cell: { text: string; columns: number; rows: number } | undefined
  /** For each column, up to which row (0-based, not counted) a cell from above takes it. */
  readonly #taken: number[] = []
  #cells = 0

  constructor(name: string) {
    this.name = name
  }

  openRow() {
    this.closeRow()
    this.#row = []
  }

  openCell(columns: number, rows: number) {
    this.closeCell()
    this.#row ??= []
    this.#cell = { text: '', columns, rows }
  }

  text(text: string) {
    if (!this.#cell) return
    const shown = text.replace(/[ \t\r\n\f]+/g, ' ')
    this.#cell.text += /[ \n]$/.test(this.#cell.text) ? shown.replace(/^ /, '') : shown
  }

  breakLine() {
    if (this.#cell && this.#cell.text.trim() !== '') this.#cell.text += '\n'
  }

  closeCell() {
    if (!this.#cell || !this.#row) return
    const { text, columns, rows } = this.#cell
    this.#cell = undefined
    if (this.#cells > maxCells) return
    const at = this.#rows.length
    let column = this.#row.length
    while ((this.#taken[column] ?? 0) > at) column++
    while (this.#row.length < column) this.#row.push(null)
    const shown = text
      .replace(/\u00a0/g, ' ')
      .replace(/ *\n */g, '\n')
      .replace(/^[ \n]+|[ \n]+$/g, '')
    this.#row.push(shown === '' ? null : shown)
    for (let more = 1; more < columns; more++) this.#row.push(null)
    this.#cells += columns
    if (rows > 1) for (let each = column; each < column + columns; each++) this.#taken[each] = at + rows
    if (rows > 1 || columns > 1) {
      this.#merged.push({ firstRow: at + 1, lastRow: at + rows, firstColumn: column, lastColumn: column + columns - 1 })
    }
  }

  closeRow() {
    this.closeCell()
    if (!this.#row || this.#cells > maxCells) return
    this.#rows.push(this.#row)
    this.#row = undefined
  }

  /** Writes the table, unless nothing is in it: pages are laid out with tables too. */
  write(output: ReaderOutput, count: { tables: number }) {
    this.closeRow()
    if (!this.#rows.some((cells) => cells.some((cell) => cell !== null))) return
    count.tables++
    const grid: GridWriter = output.grid(this.name.replace(/\s+/g, ' ').trim() || String(count.tables))
    for (const area of this.#merged)
      if (area.firstRow <= this.#rows.length)
        grid.merge({ ...area, lastRow: Math.min(area.lastRow, this.#rows.length) })
    for (const [at, cells] of this.#rows.entries()) grid.add(at + 1, cells)
    const warnings =
      this.#cells > maxCells
        ? [
            {
              code: 'rest_unread',
              message: `The table has more than ${maxCells} cells; what follows was not read.`,
              rows: [],
              count: 1,
            },
          ]
        : []
    grid.close({ warnings })
  }
}
