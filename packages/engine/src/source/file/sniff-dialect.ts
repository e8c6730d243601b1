import { cellKind, readsAsOneValue } from './cell-kind.ts'
import { type Cell, type Dialect, isBlank } from './dialect.ts'
import { findFixedColumns } from './find-fixed-columns.ts'
import { flaw, splitRecords, TooManyColumns } from './split-records.ts'

/** What separates cells almost everywhere, and what does so now and then: that has to be plainer to see. */
const usual = [',', ';', '\t', '|'] as const
const unusual = [
  '^',
  '~',
  ':',
  '\u0001',
  '\u001f',
  '¦',
  '§',
  '||',
  ';;',
  '::',
  '^^',
  '~~',
  '##',
  '@@',
  '|~|',
  '~|~',
  '<>',
] as const
const unusualWeight = 0.8
const quotes = ['"', "'"] as const
const sampledRecords = 200
/** What a file of one column scores, whatever is in it: any real delimiter does better. */
const oneColumnScore = 0.001
/** Where columns stand two blanks apart, a single blank is within a cell. */
const wideGapWeight = 1.2
/** How far blanks and colons between words are believed to part cells. */
const wordsTrust = 0.3
/** How much a cell that does not read as one value still counts: text may hold any character. */
const textWeight = 0.4

/**
 * Finds the delimiter, quote and escape of the beginning of a file, by reading it in every way and asking which reading
 * gives rows of even length whose cells read as single values (after van den Burg, Nazábal and Sutton, "Wrangling messy
 * CSV files by detecting row and type patterns", 2019).
 *
 * @param text the beginning of the file; `isWhole` when it is all of it. A `delimiter` that is known is not looked for.
 */
export function sniffDialect(text: string, isWhole: boolean, delimiter?: string): Dialect {
  const named = delimiter ?? /^("?)sep=([^"\r\n]{1,3})\1(?:\r\n|\n|\r)/i.exec(text)?.[2]
  let best: { dialect: Dialect; score: number } | undefined
  for (const dialect of named === undefined ? candidates(text) : withQuotes(named)) {
    const quoted = dialect.quote === "'" ? countQuoted(text, dialect.delimiter, "'") : 0
    if (dialect.quote === "'" && (quoted === 0 || isWellQuoted(text, isWhole, dialect.delimiter))) continue
    const weight = isUsual(dialect.delimiter) || dialect.delimiter.length > 1 || named !== undefined ? 1 : unusualWeight
    // Where both readings are as good, cells that stand in quotes decide; one alone may be a word.
    const used = quoted >= 2 && quoted > countQuoted(text, dialect.delimiter, '"') ? 1.001 : 1
    const parted = dialect.starts && hasWideGaps(text, dialect.starts) ? wideGapWeight : 1
    const score = parted * used * weight * scoreDialect(text, isWhole, dialect)
    if (score > (best?.score ?? 0) * 1.0001) best = { dialect, score }
  }
  const dialect = best?.dialect ?? { delimiter: delimiter ?? ',', quote: '"', escape: '"' }
  const wrapped = sniffWrapped(text, isWhole, delimiter)
  if (wrapped) return wrapped
  if (!best || dialect.starts || dialect.runs) return dialect
  const found = usesBackslash(text, dialect) ? { ...dialect, escape: '\\' } : dialect
  return { ...found, ...(isPadded(text, found) ? { padded: true } : {}), ...alsoQuotes(text, found) }
}

/** Lines that stand in quotes as a whole: the dialect of what is in them, where that has several columns. */
function sniffWrapped(text: string, isWhole: boolean, delimiter?: string): Dialect | undefined {
  if (!/^\ufeff?"/.test(text)) return undefined
  const lines: string[] = []
  let others = 0
  const whole = { delimiter: '\u0000', quote: '"', escape: '"' }
  splitRecords(text, 0, { dialect: whole, isLast: isWhole }, ([line], flaws) => {
    if (line === null || line === undefined) return true
    if (flaws === 0) lines.push(line)
    else others++
    return lines.length < sampledRecords && others === 0
  })
  if (others > 0 || lines.length < 2) return undefined
  const inner = sniffDialect(`${lines.join('\n')}\n`, true, delimiter)
  if (inner.starts || inner.runs || inner.wrapped || inner.delimiter.length > 1) return undefined
  const widths = lines.map((line) => widthOf(line, inner))
  const isEven = widths[0]! >= 2 && widths.filter((width) => width === widths[0]).length >= lines.length * 0.9
  // A column of texts in quotes may hold commas too.
  return isEven && lines.some((line) => line.includes(inner.quote) || widths[0]! > 2)
    ? { ...inner, wrapped: true }
    : undefined
}

function widthOf(line: string, dialect: Dialect): number {
  let width = 0
  splitRecords(line, 0, { dialect, isLast: true }, (cells) => {
    width = cells.length
    return false
  })
  return width
}

/** Whether each delimiter has a blank after it that is no part of the cell. */
function isPadded(text: string, dialect: Dialect): boolean {
  if (dialect.delimiter.length > 1 || dialect.delimiter === ' ') return false
  const bare = { delimiter: dialect.delimiter, quote: dialect.quote, escape: dialect.escape }
  let cells = 0
  let padded = 0
  let uneven = 0
  splitRecords(text, 0, { dialect: bare, isLast: true }, (record) => {
    const shown = record.slice(1)
    cells += shown.length
    for (const cell of shown) {
      if (cell === null || !cell.startsWith(' ') || cell.startsWith('  ')) continue
      padded++
    }
    if (shown.length > 0 && shown.every((cell) => cell?.startsWith(' ') === true) === false) uneven++
    return cells < 5000
  })
  return cells >= 4 && padded === cells && uneven === 0
}

/** A second character that quotes cells, where it stands around all that begin with it. */
function alsoQuotes(text: string, { delimiter, quote }: Dialect): { alsoQuote?: string } {
  const other = quote === '"' ? "'" : '"'
  const around = countQuoted(text, delimiter, other)
  if (around < 3 || countQuoted(text, delimiter, quote) === 0) return {}
  // A cell that would run over a line or hold the usual quote is two words that begin with apostrophes.
  const plain = countQuoted(text, delimiter, other, `${quote}\r\n`)
  return countOpening(text, delimiter, other) === plain ? { alsoQuote: other } : {}
}

/** Whether a file reads without a flaw, all its rows of one width, with the usual quotes that it has: then apostrophes are text. */
function isWellQuoted(text: string, isWhole: boolean, delimiter: string): boolean {
  if (countQuoted(text, delimiter, '"') === 0) return false
  let width: number | undefined
  let isWell = true
  splitRecords(text, 0, { dialect: { delimiter, quote: '"', escape: '"' }, isLast: isWhole }, (cells, flaws) => {
    if (cells.length === 1 && cells[0] === null) return true
    width ??= cells.length
    isWell = flaws === 0 && cells.length === width
    return isWell
  })
  return isWell && width !== undefined && width > 1
}

/** How many cells begin with `quote`. */
function countOpening(text: string, delimiter: string, quote: string): number {
  const cut = delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return text.match(new RegExp(`(?<=^|[\\r\\n]|${cut})${quote}`, 'g'))?.length ?? 0
}

const hasWideGaps = (text: string, starts: readonly number[]): boolean =>
  text
    .split(/\r\n|\n|\r/)
    .slice(0, sampledRecords)
    .every((line) => starts.slice(1).every((start) => line.slice(start - 2, start).trim() === ''))

const isUsual = (delimiter: string): boolean => (usual as readonly string[]).includes(delimiter)

const withQuotes = (delimiter: string): Dialect[] => quotes.map((quote) => ({ delimiter, quote, escape: quote }))

/** Every dialect whose delimiter occurs; without one, the text is one column, which a comma reads as well. */
function candidates(text: string): Dialect[] {
  const present = [...usual, ...unusual].filter((delimiter) => delimiter === ',' || text.includes(delimiter))
  const parts = present.filter((delimiter) => delimiter.length > 1 && isWhole(text, delimiter)).join('')
  const delimited = present.filter((delimiter) => !parts.includes(delimiter) || delimiter.length > 1)
  const starts = findFixedColumns(text)
  return [
    ...delimited.filter((delimiter) => delimiter !== ':' || !isTimes(text)).flatMap(withQuotes),
    { delimiter: ' ', quote: '"', escape: '"' },
    { delimiter: ' ', quote: '"', escape: '"', runs: true },
    ...(starts ? [{ delimiter: ' ', quote: '', escape: '', starts }] : []),
  ]
}

const countOf = (text: string, part: string): number => text.split(part).length - 1

/** Whether the characters of a delimiter occur together only: then none of them is one by itself. */
const isWhole = (text: string, delimiter: string): boolean =>
  [...new Set(delimiter)].every(
    (character) => countOf(text, character) === countOf(text, delimiter) * countOf(delimiter, character),
  )

function scoreDialect(text: string, isWhole: boolean, dialect: Dialect): number {
  const lengths = new Map<number, number>()
  let records = 0
  let cellsSeen = 0
  let valuesSeen = 0
  let flawed = 0
  let filled = 0
  let typed = 0
  const count = (cells: Cell[], flaws: number) => {
    // Empty lines say nothing about a delimiter.
    if (cells.length === 1 && cells[0] === null) return true
    lengths.set(cells.length, (lengths.get(cells.length) ?? 0) + 1)
    if (flaws & (flaw.strayQuote | flaw.unclosedQuote)) flawed++
    for (const cell of cells.slice(0, 500)) {
      cellsSeen++
      if (readsAsOneValue(cell)) valuesSeen++
      if (!isUsual(dialect.delimiter) && !isBlank(cell)) {
        filled++
        if (isTyped(cell)) typed++
      }
    }
    return ++records < sampledRecords
  }
  try {
    splitRecords(text, 0, { dialect, isLast: isWhole }, count)
    if (records === 0) splitRecords(text, 0, { dialect, isLast: true }, count)
  } catch (error) {
    if (error instanceof TooManyColumns) return 0
    throw error
  }
  if (records === 0) return 0
  let pattern = 0
  for (const [length, rows] of lengths) pattern += rows * Math.max(oneColumnScore, (length - 1) / length)
  pattern /= lengths.size * records
  const values = (valuesSeen + textWeight * (cellsSeen - valuesSeen)) / cellsSeen
  const trust = isUsual(dialect.delimiter) ? 1 : trustIn(dialect, lengths, records, typed / Math.max(1, filled))
  return trust * pattern * values * (1 - (0.5 * flawed) / records)
}

/** Whether colons are where times of day and addresses have them. */
const isTimes = (text: string): boolean =>
  3 * (text.match(/(?<![\d-])\d{1,2}:\d\d(?!\d)|:\/\/|[Hh]:[Mm]{2}|[Mm]:[Ss]{2}/g)?.length ?? 0) >
  (text.match(/:/g)?.length ?? 0)

/**
 * Blanks and colons are in any text, so that what they part must look like a table: three columns and more in nearly every
 * row, with numbers, dates or codes in them. Where there are only words, but as many in all of them, they are believed if
 * no other delimiter does as well.
 */
function trustIn(dialect: Dialect, lengths: ReadonlyMap<number, number>, records: number, typed: number): number {
  const [length, rows] = [...lengths].reduce((a, b) => (b[1] > a[1] ? b : a))
  if (dialect.delimiter !== ' ' && dialect.delimiter !== ':') return length >= 2 && rows >= records * 0.6 ? 1 : 0
  const isTable =
    records >= 6 && length >= (dialect.delimiter === ' ' && !dialect.starts ? 4 : 3) && rows >= records * 0.95
  if (length >= 3 && rows >= records * 0.7 && typed >= 0.4) return 1
  return isTable ? wordsTrust : 0
}

const isTyped = (cell: Cell): boolean => !['blank', 'text'].includes(cellKind(cell))

/** How many cells begin and end with `quote`, and hold none of `without`. */
function countQuoted(text: string, delimiter: string, quote: string, without = ''): number {
  const cut = delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return (
    text.match(new RegExp(`(?<=^|[\\r\\n]|${cut})${quote}[^${quote}${without}]*${quote}(?=[\\r\\n]|${cut}|$)`, 'g'))
      ?.length ?? 0
  )
}

/** Whether quotes inside quoted cells are written `\"`: read that way, fewer records are broken. */
function usesBackslash(text: string, dialect: Dialect): boolean {
  if (!text.includes(`\\${dialect.quote}`)) return false
  const broken = (character: string) => {
    let count = 0
    splitRecords(text, 0, { dialect: { ...dialect, escape: character }, isLast: true }, (_, flaws) => {
      if (flaws & (flaw.strayQuote | flaw.unclosedQuote)) count++
      return true
    })
    return count
  }
  return broken('\\') < broken(dialect.quote)
}
