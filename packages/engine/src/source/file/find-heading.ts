import { type CellKind, cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'

/** A record with its 1-based position in the file. */
export type PlacedRecord = { row: number; cells: readonly Cell[] }

/**
 * How a run of records begins: title records, then header records, the last full one of which names the columns (by
 * index into the records given), then lines that only explain the header (weekdays, units), then data.
 */
export type Heading = {
  titles: number[]
  /** Partly filled header rows above the naming one. */
  above: number[]
  header: number
  /** Rows under the header that explain it. */
  below: number[]
  /** How much the header differs in kind from the data: share of the typed columns, 0..1; 0 when none is typed. */
  contrast: number
}

const searchedRecords = 30
const comparedRecords = 40

/**
 * Finds the header among the first records of a table, which hold no blank ones. Null when the first record is data
 * already: its cells are of the same kinds as those below.
 */
export function findHeading(records: readonly PlacedRecord[]): Heading | null {
  const rows = readPeriods(
    records.slice(0, searchedRecords + comparedRecords).map((record) => describeRow(record.cells)),
  )
  if (rows.length === 0) return null
  const mostFilled = Math.max(...rows.map((row) => row.filled))
  if (mostFilled === 0) return null
  const kinds = (from: number) => kindsBelow(rows, from)

  let best: { at: number; score: number; contrast: number; clash: number } | undefined
  const last = Math.min(rows.length, searchedRecords)
  for (let at = 0; at < last; at++) {
    const row = rows[at]!
    if (row.filled < Math.min(2, mostFilled)) continue
    const { contrast, clash } = compareKinds(row, kinds(at + 1))
    const cover = Math.min(1, row.filled / mostFilled / 0.6)
    const score =
      2 * cover +
      row.labelShare +
      row.distinctShare +
      1.5 * contrast -
      2 * clash -
      dataAbove(rows, at, contrast) -
      0.03 * at
    if (!best || score > best.score) best = { at, score, contrast, clash }
  }
  if (!best) return null
  const header = rows[best.at]!
  if (header.hasLongCell || header.labelShare < 0.5 || (best.clash > 0 && best.clash >= best.contrast)) return null

  const naming = lowestHeader(rows, best.at)
  const above = rowsAbove(rows, naming)
  const titles = Array.from({ length: naming - above.length }, (_, at) => at)
  return { titles, above, header: naming, below: rowsBelow(rows, naming), contrast: best.contrast }
}

/** A header may go on in the rows under it, which name what stands in its gaps: the last of them names the columns. */
function lowestHeader(rows: readonly Row[], top: number): number {
  let at = top
  while (at + 1 < rows.length - 1 && at - top < 4 && continuesHeader(rows, at, at + 1)) at++
  return at
}

function continuesHeader(rows: readonly Row[], header: number, at: number): boolean {
  const [upper, lower] = [rows[header]!, rows[at]!]
  if (lower.filled === 0 || lower.texts[0] !== '' || lower.labelShare < 1) return false
  // A gap is an empty cell that belongs to the label before it, or has none.
  const inGaps = lower.texts.some((text, column) => text !== '' && (upper.texts[column] ?? '') === '')
  return inGaps && hasDigitsBelow(rows, at, lower.periods)
}

/**
 * Numbers that count up the years across a row are labels (`2019, 2020, 2021`), unless the rows below do the same: then
 * they are values.
 */
function readPeriods(rows: readonly Row[]): Row[] {
  return rows.map((row, at) => {
    if (!row.periods) return row
    const below = rows.slice(at + 1, at + 11)
    if (below.filter(({ periods }) => periods).length * 3 >= below.length) return { ...row, periods: false }
    const kinds = row.kinds.map((kind): CellKind => (kind === 'blank' ? kind : 'text'))
    return { ...row, kinds, labelShare: 1 }
  })
}

/** What rows above that are as full as this one speak against it: titles are not, data is. */
function dataAbove(rows: readonly Row[], at: number, contrast: number): number {
  const row = rows[at]!
  const full = rows.slice(0, at).filter((above) => above.filled >= row.filled * 0.75)
  const alike = full.some((above) =>
    above.kinds.some((kind, column) => kind !== 'text' && kind !== 'blank' && kind === row.kinds[column]),
  )
  return alike ? 3 : full.length > 0 && contrast === 0 ? 0.5 : 0
}

type Row = {
  kinds: CellKind[]
  texts: string[]
  filled: number
  /** Share of the filled cells that could be a label. */
  labelShare: number
  distinctShare: number
  hasLongCell: boolean
  /** Its numbers are years, each later (or each earlier) than the one before. */
  periods: boolean
}

function describeRow(cells: readonly Cell[]): Row {
  const kinds = cells.map(cellKind)
  const texts = cells.map((cell) => (cell ?? '').trim())
  const shown = texts.filter((text) => text !== '')
  const labels = kinds.filter((kind, at) => isLabel(kind, texts[at]!)).length
  return {
    kinds,
    texts,
    filled: shown.length,
    labelShare: shown.length === 0 ? 0 : labels / shown.length,
    distinctShare: shown.length === 0 ? 0 : new Set(shown).size / shown.length,
    hasLongCell: shown.some((text) => text.length > 2000),
    periods: countYears(kinds, texts) >= 2,
  }
}

const yearPattern = /^(?:1[6-9]|20)\d\d$/
/** Years and spans of years, with a mark for a footnote. */
const periodPattern = /^((?:1[6-9]|20)\d\d)(?:\s?[-–/]\s?(?:\d\d){1,2})?\s?[*pr%\d]?$/

/** How many years a row counts up or down, if its only numbers are these; else 0. */
function countYears(kinds: readonly CellKind[], texts: readonly string[]): number {
  const years: number[] = []
  for (const [column, kind] of kinds.entries()) {
    const year = periodPattern.exec(texts[column]!)?.[1]
    if (year !== undefined) years.push(Number(year))
    else if (kind === 'number' || kind === 'date') return 0
  }
  const direction = Math.sign((years[1] ?? 0) - (years[0] ?? 0))
  const isSeries =
    direction !== 0 && years.every((year, at) => at === 0 || Math.sign(year - years[at - 1]!) === direction)
  return isSeries ? years.length : 0
}

function isLabel(kind: CellKind, text: string): boolean {
  if (kind === 'text') return text.length <= 200
  return kind === 'code' || kind === 'date' || (kind === 'number' && yearPattern.test(text))
}

/** The kind of most filled cells in each column from `from` on; undefined for a column that shows no single kind. */
function kindsBelow(rows: readonly Row[], from: number): (CellKind | undefined)[] {
  const until = Math.min(rows.length, from + comparedRecords)
  const counts: Map<CellKind, number>[] = []
  for (let at = from; at < until; at++) {
    rows[at]!.kinds.forEach((kind, column) => {
      if (kind === 'blank') return
      counts[column] ??= new Map()
      counts[column].set(kind, (counts[column].get(kind) ?? 0) + 1)
    })
  }
  return Array.from(counts, (count) => {
    if (!count) return undefined
    const total = [...count.values()].reduce((sum, n) => sum + n, 0)
    const [kind, most] = [...count].reduce((a, b) => (b[1] > a[1] ? b : a))
    return most / total >= 0.6 ? kind : undefined
  })
}

/** Of the columns with typed data: the share whose cell in `row` is of another kind, and of the same kind. */
function compareKinds(row: Row, below: readonly (CellKind | undefined)[]): { contrast: number; clash: number } {
  let typed = 0
  let contrast = 0
  let clash = 0
  below.forEach((kind, column) => {
    if (kind === undefined || kind === 'text' || kind === 'blank') return
    typed++
    const own = row.kinds[column] ?? 'blank'
    if (own === kind) clash++
    else if (own !== 'blank') contrast++
  })
  return typed === 0 ? { contrast: 0, clash: 0 } : { contrast: contrast / typed, clash: clash / typed }
}

/** Rows right above the header that name groups of columns: several labels, none of them a value, and gaps. */
function rowsAbove(rows: readonly Row[], header: number): number[] {
  const above: number[] = []
  for (let at = header - 1; at >= 0; at--) {
    const row = rows[at]!
    const labels = row.kinds.every((kind, column) => kind === 'blank' || isLabel(kind, row.texts[column]!))
    const gaps = row.kinds.filter((kind) => kind !== 'blank').length < rows[header]!.kinds.length
    // A title stands alone in the first column; a label of a group of columns stands over them. A comma in a title is no gap.
    const spans = row.filled >= 2 || row.texts[0] === ''
    const isShort = row.filled === row.texts.length && row.filled * 2 <= rows[header]!.filled
    if (!spans || isShort || !gaps || !labels || row.texts[0]?.endsWith(':')) break
    above.unshift(at)
  }
  return above
}

/** Rows right under the header whose first columns are empty and whose labels repeat, or are units in brackets. */
function rowsBelow(rows: readonly Row[], header: number): number[] {
  const below: number[] = []
  for (let at = header + 1; at < Math.min(rows.length - 1, header + 3); at++) {
    const row = rows[at]!
    const shown = row.texts.filter((text) => text !== '')
    const keyEmpty = row.texts[0] === '' && rows[header]!.texts[0] !== ''
    const repeats = shown.length >= 3 && new Set(shown).size <= Math.max(7, shown.length / 2)
    const units = shown.length >= 1 && shown.every((text) => /^[([].{0,12}[)\]]$/.test(text))
    const short = shown.every((text) => text.length <= 12 && !/\d/.test(text))
    if (isRuler(row.texts) || units || (keyEmpty && repeats && short && hasDigitsBelow(rows, at))) below.push(at)
    else break
  }
  return below
}

/** Whether a row is a line drawn under the header: `-----,-------`. */
export function isRuler(cells: readonly (Cell | undefined)[]): boolean {
  let drawn = 0
  for (const cell of cells) {
    if (isBlank(cell)) continue
    if (!/^\s*[-=+_*]{2}[-=+_* ]*$/.test(cell!)) return false
    drawn += cell!.length
  }
  return drawn >= 4
}

/** Whether most cells below those filled in row `at` hold digits, which its own do not. */
function hasDigitsBelow(rows: readonly Row[], at: number, periods = false): boolean {
  if (periods) return true
  let filled = 0
  let digits = 0
  for (const row of rows.slice(at + 1, at + 1 + comparedRecords)) {
    rows[at]!.texts.forEach((text, column) => {
      const below = row.texts[column] ?? ''
      if (text === '' || below === '') return
      filled++
      if (/\d/.test(below)) digits++
    })
  }
  return digits * 2 > filled
}

/** The names of the columns: the header's cells, with those of the rows above where the header alone is ambiguous. */
export function headerTexts(heading: Heading, records: readonly PlacedRecord[]): string[] {
  const header = records[heading.header]!.cells.map((cell) => cell ?? '')
  if (heading.above.length === 0) return header
  const seen = new Map<string, number>()
  for (const text of header) seen.set(text.trim(), (seen.get(text.trim()) ?? 0) + 1)
  const groups = heading.above.map((at) => fillRight(records[at]!.cells, header.length))
  return header.map((text, column) => {
    const ambiguous = isBlank(text) || (seen.get(text.trim()) ?? 0) > 1
    if (!ambiguous) return text
    return [...groups.map((group) => group[column] ?? ''), text].filter((part) => part.trim() !== '').join(' ')
  })
}

/** A group's label stands over its first column only: the columns after it belong to it too. */
function fillRight(cells: readonly Cell[], length: number): string[] {
  let label = ''
  return Array.from({ length }, (_, column) => {
    const cell = cells[column]
    if (!isBlank(cell)) label = cell!.trim()
    return label
  })
}
