import { readsAsOneValue } from './cell-kind.ts'
import type { Cell, Dialect } from './dialect.ts'
import { flaw, splitRecords, TooManyColumns } from './split-records.ts'

const delimiters = [',', ';', '\t', '|'] as const
const quotes = ['"', "'"] as const
const sampledRecords = 200
/** What a file of one column scores, whatever is in it: any real delimiter does better. */
const oneColumnScore = 0.001

/**
 * Finds the delimiter, quote and escape of the beginning of a file, by reading it in every way and asking which reading
 * gives rows of even length whose cells read as single values (after van den Burg, Nazábal and Sutton, "Wrangling messy
 * CSV files by detecting row and type patterns", 2019).
 *
 * @param text the beginning of the file; `isWhole` when it is all of it.
 */
export function sniffDialect(text: string, isWhole: boolean): Dialect {
  const named = /^sep=(.)\r?\n/.exec(text)?.[1]
  const candidates = delimiters
    .filter((delimiter) => named === undefined || delimiter === named)
    .flatMap((delimiter) => quotes.map((quote) => ({ delimiter, quote, escape: quote })))
  if (candidates.length === 0 && named) candidates.push({ delimiter: named as ',', quote: '"', escape: '"' })
  let best: { dialect: Dialect; score: number } | undefined
  for (const dialect of candidates) {
    // A dialect whose delimiter or quote never occurs reads the text as its simpler neighbour does.
    if (!text.includes(dialect.delimiter) && dialect.delimiter !== ',' && !named) continue
    if (dialect.quote === "'" && !hasQuotedCell(text, dialect.delimiter, "'")) continue
    const score = scoreDialect(text, isWhole, dialect)
    if (score > (best?.score ?? 0) * 1.0001) best = { dialect, score }
  }
  const dialect = best?.dialect ?? { delimiter: ',', quote: '"', escape: '"' }
  return best && usesBackslash(text, dialect) ? { ...dialect, escape: '\\' } : dialect
}

function scoreDialect(text: string, isWhole: boolean, dialect: Dialect): number {
  const lengths = new Map<number, number>()
  let records = 0
  let cellsSeen = 0
  let valuesSeen = 0
  let flawed = 0
  const count = (cells: Cell[], flaws: number) => {
    // Empty lines say nothing about a delimiter.
    if (cells.length === 1 && cells[0] === null) return true
    lengths.set(cells.length, (lengths.get(cells.length) ?? 0) + 1)
    if (flaws & (flaw.strayQuote | flaw.unclosedQuote)) flawed++
    for (const cell of cells.slice(0, 500)) {
      cellsSeen++
      if (readsAsOneValue(cell)) valuesSeen++
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
  const values = Math.max(valuesSeen / cellsSeen, 0.001)
  return pattern * values * (1 - (0.5 * flawed) / records)
}

/** Whether some cell begins and ends with `quote`. */
function hasQuotedCell(text: string, delimiter: string, quote: string): boolean {
  const cut = `\\${delimiter}`
  return new RegExp(`(?:^|[\\r\\n${cut}])${quote}[^${quote}]*${quote}(?:[\\r\\n${cut}]|$)`).test(text)
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
