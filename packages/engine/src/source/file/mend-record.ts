import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import { placeCells } from './place-cells.ts'
import type { RowShape } from './row-shape.ts'
import { flaw, splitRecords } from './split-records.ts'

/** Stands for a quote that is taken as text, where no text holds it. */
const masked = '\ue0f1'
const longestMended = 64 * 1024
const triedQuotes = 60
/** Characters that are split again, and ways to place cells times cells: past so many, a second or so, the file is ragged by nature. */
const mostRead = 50_000_000
const mostPlaced = 3_000_000
const delimiters = [',', ';', '\t', '|', ' ', '^', '~', ':']

/** Why a record has other cells than were split; `flaws` are those it has now. */
export type Mended = { cells: Cell[]; flaws: number }

/**
 * Mends the records of a file that are not as wide as its rows are: where only one reading of a record has exactly their
 * cells, or puts numbers and dates in the columns of numbers and dates, that is what its author meant. Nothing but
 * separators, quotes and empty cells is ever left out, and `flaws` say what was done. Records must come in file order.
 *
 * Rows of another table, which are of another width by right, follow one that looks like a header: from there on,
 * nothing is mended until a record is as wide as the rows again.
 */
export class RecordMender {
  readonly #shape: RowShape
  #suspended = false
  #sawRow = false
  #read = 0
  #placed = 0

  constructor(shape: RowShape) {
    this.#shape = shape
  }

  /** Whether a record is as wide as the rows of the file, so that nothing has to be mended. Nearly all are. */
  isWhole(cells: readonly Cell[]): boolean {
    if (cells.length !== this.#shape.width) return false
    this.#suspended = false
    this.#sawRow = true
    return true
  }

  /** @param raw the text of a record that is not whole, its line end included. */
  mend(cells: Cell[], flaws: number, raw: string): Mended {
    const { usualWidths } = this.#shape
    if (cells.length === 1 && isBlank(cells[0])) return { cells, flaws }
    if (this.#suspended || raw.length > longestMended) return { cells, flaws }
    const line = raw.replace(/^\ufeff|(?:\r\n|\n|\r)$/g, '')
    const mended =
      this.#readQuotesAsText(flaws, line) ??
      this.#unwrap(cells, flaws, line) ??
      this.#splitOtherwise(cells, flaws, line) ??
      (usualWidths.has(cells.length) ? undefined : this.#place(cells, flaws))
    if (mended) {
      this.#sawRow = true
      return mended
    }
    if (this.#sawRow && cells.length > 1 && this.#looksLikeHeader(cells)) this.#suspended = true
    return { cells, flaws }
  }

  /** The cells of a line that begins a record which swallowed the lines after it, one of its quotes taken as text. */
  mendLine(line: string): Cell[] | undefined {
    return line.length > longestMended ? undefined : this.#maskOneQuote(line)
  }

  #split(line: string, delimiter = this.#shape.dialect.delimiter): Mended | undefined {
    const own = this.#shape.dialect
    const isOther = delimiter !== own.delimiter
    const dialect = { ...own, delimiter, runs: false, wrapped: false, padded: own.padded === true && !isOther }
    this.#read += line.length
    if (this.#read > mostRead) return undefined
    let found: Mended | undefined
    let records = 0
    splitRecords(line, 0, { dialect, isLast: true }, (cells, flaws) => {
      found = { cells, flaws }
      return ++records < 2
    })
    return records === 1 ? found : undefined
  }

  #readQuotesAsText(flaws: number, line: string): Mended | undefined {
    if (!(flaws & (flaw.strayQuote | flaw.literalQuotes))) return undefined
    const found = this.#maskOneQuote(line)
    return found && { cells: found, flaws: (flaws & ~flaw.strayQuote) | flaw.literalQuotes }
  }

  /**
   * Takes each quote as text that opens a cell, or stands doubled where a cell may end, one at a time; what then has the
   * right cells and no flaw, is right.
   */
  #maskOneQuote(line: string): Cell[] | undefined {
    const { dialect, width } = this.#shape
    const { quote, delimiter } = dialect
    if (quote === '' || dialect.starts || line.includes(masked)) return undefined
    let tried = 0
    for (let at = line.indexOf(quote); at >= 0 && tried < triedQuotes; at = line.indexOf(quote, at + 1)) {
      const before = line.slice(0, at)
      const opens = before.trim() === '' || before.endsWith(delimiter) || before.trimEnd().endsWith(delimiter)
      const after = line.slice(at + quote.length)
      const closesTwice = after === quote || after.startsWith(quote + delimiter)
      if (!opens && !closesTwice) continue
      tried++
      const found = this.#split(`${before}${masked}${after}`)
      if (found?.cells.length !== width || found.flaws & (flaw.strayQuote | flaw.unclosedQuote)) continue
      return found.cells.map((cell) => cell?.replaceAll(masked, quote) ?? cell)
    }
    return undefined
  }

  /** A whole line in quotes. */
  #unwrap(cells: Cell[], flaws: number, line: string): Mended | undefined {
    const { quote } = this.#shape.dialect
    if (quote === '' || cells.length !== 1 || !line.trimStart().startsWith(quote)) return undefined
    const inner = this.#split(cells[0]!)
    if (inner?.cells.length !== this.#shape.width || inner.flaws & flaw.strayQuote) return undefined
    return { cells: inner.cells, flaws: flaws | flaw.wholeLineQuoted }
  }

  #splitOtherwise(cells: Cell[], flaws: number, line: string): Mended | undefined {
    const { dialect, width } = this.#shape
    if (dialect.starts || cells.length > Math.max(1, width / 2)) return undefined
    for (const delimiter of delimiters) {
      if (delimiter === dialect.delimiter || !line.includes(delimiter)) continue
      const found = this.#split(line, delimiter)
      if (found?.cells.length !== width || found.flaws & (flaw.strayQuote | flaw.unclosedQuote)) continue
      if (!this.#believes(found.cells, delimiter)) continue
      return { cells: found.cells, flaws: flaws | found.flaws | flaw.otherDelimiter }
    }
    return undefined
  }

  /** Whether cells that another delimiter parts are a row: they fit its columns, or are names of theirs. */
  #believes(cells: readonly Cell[], delimiter: string): boolean {
    const { columns, width } = this.#shape
    const typed = columns.flatMap(({ kind }, at) => (kind === undefined || isBlank(cells[at]) ? [] : [at]))
    if (typed.length > 0 && typed.every((at) => cellKind(cells[at]) === columns[at]!.kind)) return true
    const isWords = delimiter === ' ' || delimiter === ':'
    if (this.#sawRow || width < (isWords ? 6 : 3)) return !isWords && typed.length === 0 && width >= 3
    return cells.every((cell) => !isBlank(cell) && cell!.length <= 60)
  }

  #place(cells: Cell[], flaws: number): Mended | undefined {
    const { dialect, width } = this.#shape
    // A header has no number to be placed by, but no gaps either.
    if (!this.#sawRow && cells.length > width && cells.length <= width + 2 && this.#looksLikeHeader(cells)) {
      const kept = cells.filter((cell) => !isBlank(cell))
      if (kept.length === width)
        return isTrailing(cells, width) ? undefined : { cells: kept, flaws: flaws | flaw.realigned }
    }
    const off = Math.abs(cells.length - width)
    if (off > 2) return undefined
    this.#placed += cells.length ** (1 + off)
    if (this.#placed > mostPlaced) return undefined
    const placed = placeCells(cells, this.#shape, dialect.delimiter)
    return placed && { cells: placed.cells, flaws: flaws | (placed.joined ? flaw.rejoined : flaw.realigned) }
  }

  /** Whether no cell is a number or a date, where the rows have some. */
  #looksLikeHeader(cells: readonly Cell[]): boolean {
    return cells.every((cell) => ['blank', 'text', 'code'].includes(cellKind(cell)))
  }
}

const isTrailing = (cells: readonly Cell[], width: number): boolean => cells.slice(width).every(isBlank)
