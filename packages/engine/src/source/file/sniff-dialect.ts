import { cellKind, readsAsOneValue } from './cell-kind.ts'
import type { Cell, Dialect } from './dialect.ts'
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
/** How much a cell that does not read as one value still counts: text may hold any character. */
const textWeight = 0.4

/**
 * Finds the delimiter, quote and escape of the beginning of a file, by reading it in every way and asking which reading
 * gives rows of even length whose cells read as single values (after van den Burg, Nazábal and Sutton, "Wrangling messy
 * CSV files by detecting row and type patterns", 2019).
 *
 * @param text the beginning of the file; `isWhole` when it is all of it.
 */
export function sniffDialect(text: string, isWhole: boolean): Dialect {
  const named = /^sep=(.)\r?\n/.exec(text)?.[1]
  let best: { dialect: Dialect; score: number } | undefined
  for (const dialect of named === undefined ? candidates(text) : withQuotes(named)) {
    const quoted = dialect.quote === "'" ? countQuoted(text, dialect.delimiter, "'") : 0
    if (dialect.quote === "'" && quoted === 0) continue
    const weight = isUsual(dialect.delimiter) || dialect.delimiter.length > 1 || named !== undefined ? 1 : unusualWeight
    // Where both readings are as good, cells that stand in quotes decide; one alone may be a word.
    const used = quoted >= 2 && quoted > countQuoted(text, dialect.delimiter, '"') ? 1.001 : 1
    const score = used * weight * scoreDialect(text, isWhole, dialect)
    if (score > (best?.score ?? 0) * 1.0001) best = { dialect, score }
  }
  const dialect = best?.dialect ?? { delimiter: ',', quote: '"', escape: '"' }
  return best && usesBackslash(text, dialect) ? { ...dialect, escape: '\\' } : dialect
}

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
  let typed = 0
  const count = (cells: Cell[], flaws: number) => {
    // Empty lines say nothing about a delimiter.
    if (cells.length === 1 && cells[0] === null) return true
    lengths.set(cells.length, (lengths.get(cells.length) ?? 0) + 1)
    if (flaws & (flaw.strayQuote | flaw.unclosedQuote)) flawed++
    for (const cell of cells.slice(0, 500)) {
      cellsSeen++
      if (readsAsOneValue(cell)) valuesSeen++
      if (!isUsual(dialect.delimiter) && isTyped(cell)) typed++
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
  if (!isUsual(dialect.delimiter) && !isPlain(dialect, lengths, records, typed / cellsSeen)) return 0
  return pattern * values * (1 - (0.5 * flawed) / records)
}

/** Whether colons are where times of day and addresses have them. */
const isTimes = (text: string): boolean =>
  3 * (text.match(/\d:\d\d|:\/\/|[Hh]:[Mm]{2}|[Mm]:[Ss]{2}/g)?.length ?? 0) > (text.match(/:/g)?.length ?? 0)

/**
 * Blanks and colons are in any text, so that what they part must look like a table: three columns and more in nearly every
 * row, with numbers, dates or codes in them.
 */
function isPlain(dialect: Dialect, lengths: ReadonlyMap<number, number>, records: number, typed: number): boolean {
  const [length, rows] = [...lengths].reduce((a, b) => (b[1] > a[1] ? b : a))
  if (dialect.delimiter !== ' ' && dialect.delimiter !== ':') return length >= 2 && rows >= records * 0.6
  return length >= 3 && rows >= records * 0.7 && typed >= 0.4
}

const isTyped = (cell: Cell): boolean => !['blank', 'text'].includes(cellKind(cell))

/** How many cells begin and end with `quote`. */
function countQuoted(text: string, delimiter: string, quote: string): number {
  const cut = delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return (
    text.match(new RegExp(`(?<=^|[\\r\\n]|${cut})${quote}[^${quote}]*${quote}(?=[\\r\\n]|${cut}|$)`, 'g'))?.length ?? 0
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
