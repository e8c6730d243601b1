import { type Cell, type Dialect, maxColumns } from './dialect.ts'

/** What was odd about a record, as bits. */
export const flaw = {
  /** A quote inside a quoted cell that neither ends it nor is doubled; kept as text. */
  strayQuote: 1,
  /** Blanks between a quote and the delimiter, outside the quotes; not part of the cell. */
  blanksOutsideQuotes: 2,
  /** A quote that is never closed; the record was read again with its quotes as plain text. */
  literalQuotes: 4,
  /** A quoted cell runs to the end of the text, or past the longest record that is allowed. */
  unclosedQuote: 8,
  /** A byte order mark at the beginning of the record; not part of the cell. */
  markRemoved: 16,
  /** The record has its cells apart by another character than the rest. See `RecordMender` for this and the next ones. */
  otherDelimiter: 32,
  /** Cells that a delimiter in their midst had parted were put together again. */
  rejoined: 64,
  /** Empty cells were left out, or put in, so that the others stand where they belong. */
  realigned: 128,
  /** The record stood in quotes as a whole. */
  wholeLineQuoted: 256,
} as const

export type SplitOptions = {
  dialect: Dialect
  /** No text follows: what is left at the end is a record, not the beginning of one. */
  isLast: boolean
  /** Cells that a record should have, where known: decides between two readings of a broken quote. */
  expectedCells?: number
  /** Whether quotes are plain text in the n-th record of this text (0-based). */
  isLiteral?: (index: number) => boolean
  /** Cells of a line whose quotes are broken, for a record that goes on over other lines because of them. */
  mendLine?: (line: string) => Cell[] | undefined
}

/** Called for each record; `start` and `end` are offsets into the text, line end included. Returning false stops. */
export type OnRecord = (cells: Cell[], flaws: number, start: number, end: number) => boolean | undefined

/** More cells in one record than any table has. */
export class TooManyColumns extends Error {
  override readonly name = 'TooManyColumns'
}

const lf = 10
const cr = 13
const space = 32
const tab = 9
const mark = 0xfeff

/**
 * Splits delimited text into records, as RFC 4180 has it, and forgivingly where it is broken: nothing is dropped except
 * blanks outside quotes. Every line end (LF, CRLF, CR) counts. A line with nothing on it is a record with one null cell.
 *
 * States: at the start of a cell; in an unquoted cell, which runs to the next delimiter or line end; in a quoted cell,
 * which runs to a quote that a delimiter, a line end or the end of the text follows.
 *
 * @returns the offset of the first character that was not consumed: the beginning of a record that may go on.
 */
export function splitRecords(text: string, from: number, options: SplitOptions, onRecord: OnRecord): number {
  const { isLast, expectedCells, isLiteral } = options
  const dialect = options.dialect.padded
    ? { ...options.dialect, delimiter: `${options.dialect.delimiter} ` }
    : options.dialect
  if (dialect.starts) return splitFixed(text, from, dialect.starts, isLast, onRecord)
  if (dialect.wrapped) return splitWrapped(text, from, options, onRecord)
  const length = text.length
  const delimiter = dialect.delimiter.charCodeAt(0)
  const quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0)
  const otherQuote = dialect.alsoQuote === undefined ? quote : dialect.alsoQuote.charCodeAt(0)
  const backslash = dialect.escape !== dialect.quote && dialect.escape !== '' ? dialect.escape.charCodeAt(0) : -1
  const size = dialect.delimiter.length
  const isDelimiter = (place: number) =>
    text.charCodeAt(place) === delimiter && (size === 1 || text.startsWith(dialect.delimiter, place))
  // Text that ends within a delimiter may go on with the rest of it.
  const endsWithin = (place: number) => !isLast && size > 1 && place + size > length
  let recordStart = from
  let index = 0
  let literalOnce = false
  const next = new NextOf(text, [dialect.delimiter, '\n', '\r'])

  while (recordStart < length) {
    const cells: Cell[] = []
    const literal = literalOnce || (isLiteral?.(index) ?? false)
    let flaws = literal ? flaw.literalQuotes : 0
    literalOnce = false
    let at = recordStart
    if (text.charCodeAt(at) === mark) {
      at++
      flaws |= flaw.markRemoved
    }
    if (dialect.runs) while (isDelimiter(at)) at += size
    let spansLines = false
    let recordEnd = -1
    let isBroken = false
    const start = recordStart
    const isRecord =
      expectedCells === undefined ? undefined : () => fitsAsPlainText(text, start, dialect, expectedCells)

    while (recordEnd < 0) {
      if (cells.length >= maxColumns) throw new TooManyColumns()
      const cellStart = at
      let open = at
      if (quote >= 0 && !literal) {
        // Blanks before an opening quote are not part of the cell, unless they are the delimiter themselves.
        let code = text.charCodeAt(open)
        while ((code === space || code === tab) && code !== delimiter) code = text.charCodeAt(++open)
        if (code !== quote && code !== otherQuote) open = -1
      } else open = -1

      if (open >= 0) {
        const cell = readQuoted(text, open, text.charCodeAt(open), dialect.delimiter, backslash, isRecord)
        if (cell.end < 0) {
          // Quotes that are broken, and a line that is a record if they are text: what follows need not be read to know.
          if (cell.stray && expectedCells !== undefined && fitsAsPlainText(text, recordStart, dialect, expectedCells)) {
            isBroken = true
            break
          }
          if (!isLast) return recordStart
          // Not closed: if it only looks like a quoted cell because of leading blanks, it is plain text.
          flaws |= flaw.unclosedQuote
          cells.push(text.slice(open + 1))
          recordEnd = length
          break
        }
        if (open > cellStart || cell.blanksAfter) flaws |= flaw.blanksOutsideQuotes
        if (cell.stray) flaws |= flaw.strayQuote
        if (cell.spansLines) spansLines = true
        cells.push(cell.value)
        at = cell.end
      } else {
        let code = at < length ? text.charCodeAt(at) : lf
        for (;;) {
          while (code !== delimiter && code !== lf && code !== cr) {
            at++
            if (at >= length) break
            if (at - cellStart > longCell) {
              at = next.after(at)
              break
            }
            code = text.charCodeAt(at)
          }
          if (size === 1 || at >= length || code !== delimiter || isDelimiter(at)) break
          if (endsWithin(at)) return recordStart
          code = ++at < length ? text.charCodeAt(at) : lf
        }
        if (at >= length && !isLast) return recordStart
        cells.push(at === cellStart ? null : text.slice(cellStart, at))
      }

      if (at >= length) {
        if (!isLast) return recordStart
        recordEnd = length
      } else {
        const code = text.charCodeAt(at)
        if (isDelimiter(at)) {
          at += size
          if (dialect.runs) while (isDelimiter(at)) at += size
          if (at >= length) {
            if (!isLast) return recordStart
            if (!dialect.runs) cells.push(null)
            recordEnd = length
          } else if (dialect.runs && isLineEnd(text.charCodeAt(at))) {
            if (at + 1 >= length && !isLast) return recordStart
            recordEnd = text.charCodeAt(at) === cr && text.charCodeAt(at + 1) === lf ? at + 2 : at + 1
          }
        } else if (code === cr) {
          // A CR at the very end may be half of a CRLF.
          if (at + 1 >= length && !isLast) return recordStart
          recordEnd = text.charCodeAt(at + 1) === lf ? at + 2 : at + 1
        } else recordEnd = at + 1
      }
    }

    if (isBroken) {
      literalOnce = true
      continue
    }
    if (flaws & flaw.strayQuote && spansLines && expectedCells !== undefined) {
      if (fitsAsPlainText(text, recordStart, dialect, expectedCells)) {
        literalOnce = true
        continue
      }
      const line = lineAt(text, recordStart)
      const mended = options.mendLine?.(line)
      if (mended) {
        const lineEnd = recordStart + line.length
        recordEnd = text.charCodeAt(lineEnd) === cr && text.charCodeAt(lineEnd + 1) === lf ? lineEnd + 2 : lineEnd + 1
        if (onRecord(mended, flaw.literalQuotes, recordStart, recordEnd) === false) return recordEnd
        recordStart = recordEnd
        index++
        continue
      }
    }
    if (onRecord(cells, flaws, recordStart, recordEnd) === false) return recordEnd
    recordStart = recordEnd
    index++
  }
  return recordStart
}

const isLineEnd = (code: number): boolean => code === lf || code === cr

/** Splits lines whose cells begin at fixed offsets. */
function splitFixed(
  text: string,
  from: number,
  starts: readonly number[],
  isLast: boolean,
  onRecord: OnRecord,
): number {
  let start = from
  while (start < text.length) {
    let end = start
    while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++
    if (!isLast && end + 1 >= text.length) return start
    const line = text.slice(start, end)
    const cells = starts.map((first, at): Cell => {
      const cell = line.slice(first, starts[at + 1]).trim()
      return cell === '' ? null : cell
    })
    const next = text.charCodeAt(end) === cr && text.charCodeAt(end + 1) === lf ? end + 2 : end + 1
    if (onRecord(line.trim() === '' ? [null] : cells, 0, start, Math.min(next, text.length)) === false) return next
    start = next
  }
  return Math.min(start, text.length)
}

/** From this length on, the end of a cell is searched for by the engine's own search, which reads far faster. */
const longCell = 512

/** Where the next of some characters is; each is searched for only once up to where it is found. */
class NextOf {
  readonly #text: string
  readonly #characters: readonly string[]
  readonly #found: number[]

  constructor(text: string, characters: readonly string[]) {
    this.#text = text
    this.#characters = characters
    this.#found = characters.map(() => -1)
  }

  /** The first of them at `from` or later; the text's length when there is none. */
  after(from: number): number {
    let first = this.#text.length
    this.#characters.forEach((character, at) => {
      if (this.#found[at]! < from) {
        const found = this.#text.indexOf(character, from)
        this.#found[at] = found < 0 ? this.#text.length : found
      }
      first = Math.min(first, this.#found[at]!)
    })
    return first
  }
}

type QuotedCell = { value: string; end: number; stray: boolean; blanksAfter: boolean; spansLines: boolean }

/** @param isRecord whether the line is a record if its quotes are text: asked once, where broken quotes go past its end. */
function readQuoted(
  text: string,
  open: number,
  quote: number,
  delimiter: string,
  backslash: number,
  isRecord?: () => boolean,
): QuotedCell {
  const quoteText = String.fromCharCode(quote)
  const length = text.length
  const delimiterCode = delimiter.charCodeAt(0)
  let value = ''
  let stray = false
  let isAsked = false
  let lineEnd = -1
  let from = open + 1
  let at = from
  for (;;) {
    at = text.indexOf(quoteText, at)
    if (backslash >= 0) {
      const escaped = readEscapes(text, from, at < 0 ? length : at, String.fromCharCode(backslash))
      if (escaped.end > (at < 0 ? length : at)) {
        // The quote itself is escaped.
        value += escaped.value
        from = at = escaped.end
        continue
      }
    }
    if (at < 0) return { value, end: -1, stray, blanksAfter: false, spansLines: false }
    const next = at + 1 < length ? text.charCodeAt(at + 1) : lf
    if (next === quote) {
      value += text.slice(from, at + 1)
      from = at = at + 2
      continue
    }
    let after = at + 1
    let code = next
    while ((code === space || code === tab) && code !== delimiterCode) code = text.charCodeAt(++after)
    const ends = code === delimiterCode && (delimiter.length === 1 || text.startsWith(delimiter, after))
    if (after >= length || ends || isLineEnd(code)) {
      const last = text.slice(from, at)
      value += backslash >= 0 ? unescapeText(last, String.fromCharCode(backslash)) : last
      return { value, end: after, stray, blanksAfter: after > at + 1, spansLines: /[\r\n]/.test(value) }
    }
    if (!stray) lineEnd = lineEndFrom(text, open)
    stray = true
    if (!isAsked && at > lineEnd) {
      isAsked = true
      if (isRecord?.()) return { value, end: -1, stray, blanksAfter: false, spansLines: true }
    }
    value += text.slice(from, at + 1)
    from = at = at + 1
  }
}

/** Text from `from` up to `to`, going over `to` when the character there is escaped. */
function readEscapes(text: string, from: number, to: number, mark: string): { value: string; end: number } {
  let slashes = 0
  while (to - 1 - slashes >= from && text[to - 1 - slashes] === mark) slashes++
  if (slashes % 2 === 0) return { value: '', end: from }
  return { value: unescapeText(text.slice(from, to - 1), mark) + (text[to] ?? ''), end: to + 1 }
}

/** `\\` → `\`; the escape before anything else than itself or a quote stays as it is. */
const unescapeText = (text: string, mark: string): string => text.replaceAll(mark + mark, mark)

/** Whether the whole line at `start`, its quotes taken as text, has exactly the cells that a record should have. */
function fitsAsPlainText(text: string, start: number, { delimiter }: Dialect, expectedCells: number): boolean {
  const line = lineAt(text, start)
  return start + line.length < text.length && line.split(delimiter).length === expectedCells
}

const lineAt = (text: string, start: number): string => text.slice(start, lineEndFrom(text, start))

function lineEndFrom(text: string, start: number): number {
  let end = start
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++
  return end
}

/** Splits lines that stand in quotes as a whole; a line that does not is split as it is. */
function splitWrapped(text: string, from: number, options: SplitOptions, onRecord: OnRecord): number {
  const dialect = { ...options.dialect, wrapped: false }
  const whole = { ...options, dialect: { delimiter: '\u0000', quote: dialect.quote, escape: dialect.quote } }
  return splitRecords(text, from, whole, (line, flaws, start, end) => {
    const [content] = line
    let cells: Cell[] = [null]
    let inner = 0
    if (content !== null && content !== undefined) {
      splitRecords(content, 0, { dialect, isLast: true }, (found, innerFlaws) => {
        cells = found
        inner = innerFlaws
        return false
      })
    }
    return onRecord(cells, flaws | inner | flaw.wholeLineQuoted, start, end)
  })
}
