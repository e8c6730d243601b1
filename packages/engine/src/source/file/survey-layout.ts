import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import { findHeading, type Heading, headerTexts, type PlacedRecord } from './find-heading.ts'
import { isTotalLabel } from './total-row.ts'

/** One table found in a file. Rows are positions in the file; its rows are `firstRow..lastRow` without `aside`. */
export type TableLayout = {
  /** Its name within the file; null when the file holds only this table. */
  part: string | null
  firstRow: number
  lastRow: number
  hasHeader: boolean
  /** The header's cells, as wide as the header. */
  headers: string[]
  /** Cells up to the last column that holds anything, the header counted. */
  width: number
  title: string[]
  /** Rows that are not data, known from the file's shape. Blank, repeated and total rows show in the row itself. */
  aside: Map<number, 'title' | 'header' | 'comment'>
  /** How many cells a data row usually fills. */
  typicalFilled: number
  /** Columns (by index) that hold words, codes or dates rather than numbers. */
  wordColumns: number[]
  /** Rows that call themselves totals, which their looks alone do not bear out. */
  claimedTotals: Set<number>
  /** Those of them that were found to add up others. See `TotalProof`. */
  totals: Set<number>
}

/** A run of records between blank ones. */
type Block = {
  first: number
  last: number
  rows: number
  /** The first records. */
  head: PlacedRecord[]
  /** Trailing records with a single filled cell. */
  trailing: PlacedRecord[]
  width: number
  maxFilled: number
}

const keptRecords = 70
const keptTrailing = 50
/** Of a file with more rows that call themselves totals, the rest is taken by its looks. */
const keptClaims = 5000
/** Beyond so many runs, blank records are just blank records, and the file is one table from there on. */
const maxBlocks = 2000

/** Watches all records of a file pass by, and then tells the tables in it. Memory does not grow with the rows. */
export class LayoutSurvey {
  readonly #blocks: Block[] = []
  readonly #claims: PlacedRecord[] = []
  #open: Block | undefined
  #rows = 0

  add(row: number, cells: readonly Cell[]) {
    this.#rows = row
    let lastFilled = cells.length - 1
    while (lastFilled >= 0 && isBlank(cells[lastFilled])) lastFilled--
    if (lastFilled < 0) {
      if (this.#blocks.length < maxBlocks) this.#open = undefined
      return
    }
    if (!this.#open) {
      this.#open = { first: row, last: row, rows: 0, head: [], trailing: [], width: 0, maxFilled: 0 }
      this.#blocks.push(this.#open)
    }
    const block = this.#open
    block.last = row
    block.rows++
    if (totalLabelAt(cells) !== undefined && this.#claims.length < keptClaims) this.#claims.push({ row, cells })
    if (lastFilled + 1 > block.width) block.width = lastFilled + 1
    const single = isSingle(cells, lastFilled)
    if (!single && block.trailing.length > 0) block.trailing = []
    if (single && block.trailing.length < keptTrailing) block.trailing.push({ row, cells })
    const kept = this.#blocks.length > 200 ? 12 : keptRecords
    if (block.head.length < kept) {
      block.head.push({ row, cells })
      const filled = countFilled(cells)
      if (filled > block.maxFilled) block.maxFilled = filled
    }
  }

  /** The tables, in file order; none when every record is blank. */
  finish(): TableLayout[] {
    if (this.#blocks.length === 0) return []
    const groups = groupBlocks(this.#blocks)
    const tables = groups.map((group, at) => {
      const next = groups[at + 1]
      return layTable(group, at === 0 ? 1 : group.blocks[0]!.first, next ? next.blocks[0]!.first - 1 : this.#rows)
    })
    if (tables.length > 1) nameParts(tables)
    for (const { row, cells } of this.#claims) {
      const table = tables.find(({ firstRow, lastRow }) => row >= firstRow && row <= lastRow)
      if (table && !table.aside.has(row) && !isTotalRecord(row, cells, table)) table.claimedTotals.add(row)
    }
    return tables
  }
}

/** Blocks that make one table, with the heading found in them. */
type Group = { blocks: Block[]; records: PlacedRecord[]; heading: Heading | null }

function groupBlocks(blocks: readonly Block[]): Group[] {
  const widest = Math.max(...blocks.map((block) => block.maxFilled))
  const isTitles = (block: Block) => widest > 1 && block.maxFilled <= Math.max(1, Math.floor(widest * 0.34))
  const groups: Group[] = []
  let preamble: Block[] = []
  blocks.forEach((block, at) => {
    const current = groups.at(-1)
    const next = blocks[at + 1]
    if (!current) {
      // Titles, and a header that a blank record parts from its data, belong to the first table.
      const lonely = block.rows - countTitles(block) <= 1 && next !== undefined && preamble.length + 1 < blocks.length
      if ((isTitles(block) || (lonely && next!.maxFilled >= block.maxFilled * 0.5)) && next) preamble.push(block)
      else groups.push(openGroup([...preamble, block]))
      return
    }
    if (startsTable(current, block)) {
      groups.push(openGroup([...preamble.filter((one) => one.first > current.blocks.at(-1)!.last), block]))
      preamble = []
    } else if (isTitles(block) && next && startsTable(current, next)) {
      preamble = [block]
    } else current.blocks.push(block)
  })
  return groups
}

const countTitles = (block: Block) => block.head.filter(({ cells }) => countFilled(cells) <= 1).length

function openGroup(blocks: Block[]): Group {
  const records = blocks.flatMap((block) => block.head)
  return { blocks, records, heading: findHeading(records) }
}

/**
 * Whether a block under a table is a table of its own: it has a header that is not the same again, and that does not
 * fit under the table above. Without typed columns to prove it, a title above it and another width have to speak.
 */
function startsTable(above: Group, block: Block): boolean {
  const heading = findHeading(block.head)
  if (!heading || heading.header > 3 || heading.header + 1 >= block.head.length) return false
  const header = block.head[heading.header]!
  if (countFilled(header.cells) < 2) return false
  const aboveHeader = above.heading ? above.records[above.heading.header]! : undefined
  if (aboveHeader && sameCells(header.cells, aboveHeader.cells)) return false
  const words = header.cells.every(
    (cell) => isBlank(cell) || cellKind(cell) === 'text' || /^[\p{L} ]+\d+%?$/u.test(cell!),
  )
  if (!words) return false
  if (heading.contrast >= 0.5) return true
  const titled = heading.header > 0
  return titled && aboveHeader !== undefined && countFilled(header.cells) !== countFilled(aboveHeader.cells)
}

const sameCells = (a: readonly Cell[], b: readonly Cell[]) =>
  Array.from({ length: Math.max(a.length, b.length) }).every((_, at) => (a[at] ?? '').trim() === (b[at] ?? '').trim())

function layTable({ blocks, records, heading }: Group, firstRow: number, lastRow: number): TableLayout {
  const aside: TableLayout['aside'] = new Map()
  const title: string[] = []
  const width = Math.max(...blocks.map((block) => block.width))
  // `sep=;` is a note to a spreadsheet program, not a record of the table.
  const isComment = ({ cells }: PlacedRecord) => /^\s*(?:#|\/\/)/.test(cells[0] ?? '') || /^sep=/.test(cells[0] ?? '')
  let headers: string[] = []
  if (heading) {
    for (const at of heading.titles) {
      const record = records[at]!
      aside.set(record.row, isComment(record) ? 'comment' : 'title')
      if (!isComment(record)) title.push(...record.cells.flatMap((cell) => (isBlank(cell) ? [] : [cell!.trim()])))
    }
    for (const at of [...heading.above, heading.header, ...heading.below]) aside.set(records[at]!.row, 'header')
    headers = headerTexts(heading, records)
    while (headers.length > width) headers.pop()
  }
  const data = records.filter(({ row }) => !aside.has(row))
  for (const row of trailingNotes(blocks, data, width)) aside.set(row, 'comment')
  const filled = data.map(({ cells }) => countFilled(cells)).sort((a, b) => a - b)
  const wordColumns = Array.from({ length: width }, (_, at) => at).filter((at) => {
    const kinds = data.map(({ cells }) => cellKind(cells[at])).filter((kind) => kind !== 'blank')
    return kinds.length * 2 > data.length && kinds.filter((kind) => kind === 'number').length * 2 < kinds.length
  })
  return {
    part: null,
    firstRow,
    lastRow,
    hasHeader: heading !== null,
    headers,
    width: Math.max(width, headers.length, 1),
    title,
    aside,
    typicalFilled: filled[Math.floor(filled.length / 2)] ?? 0,
    wordColumns,
    claimedTotals: new Set(),
    totals: new Set(),
  }
}

/** Records with one filled cell at the end of a table of several columns: footnotes, unless most records are so. */
function trailingNotes(blocks: readonly Block[], data: readonly PlacedRecord[], width: number): number[] {
  const singles = data.filter(({ cells }) => countFilled(cells) === 1).length
  if (width < 3 || singles * 2 > data.length) return []
  const rows: number[] = []
  for (const block of blocks.toReversed()) {
    if (block === blocks[0] && block.trailing.length === block.rows) break
    rows.push(...block.trailing.filter(({ cells }) => isNote(cells)).map(({ row }) => row))
    if (block.trailing.length < block.rows) break
  }
  return rows
}

/** A note is words in one of the first columns; a lone number or a total is none. */
function isNote(cells: readonly Cell[]): boolean {
  const at = cells.findIndex((cell) => !isBlank(cell))
  return at <= 1 && cellKind(cells[at]) === 'text' && !isTotalLabel(cells[at]!)
}

function nameParts(tables: TableLayout[]) {
  const taken = new Set<string>()
  tables.forEach((table, at) => {
    const base = (table.title.at(-1) ?? '').replace(/\s+/g, ' ').slice(0, 80) || String(at + 1)
    let part = base
    for (let n = 2; taken.has(part.toLowerCase()); n++) part = `${base} (${n})`
    taken.add(part.toLowerCase())
    table.part = part
  })
}

export const countFilled = (cells: readonly Cell[]): number => {
  let filled = 0
  for (const cell of cells) if (!isBlank(cell)) filled++
  return filled
}

function isSingle(cells: readonly Cell[], lastFilled: number): boolean {
  for (let at = 0; at < lastFilled; at++) if (!isBlank(cells[at])) return false
  return true
}

/** Whether a record is the header once more, as at the top of each printed page. */
export const repeatsHeader = (cells: readonly Cell[], table: TableLayout): boolean =>
  table.hasHeader && (cells[0] ?? '').trim() === (table.headers[0] ?? '').trim() && sameCells(cells, table.headers)

/**
 * Whether a record only adds up others: it says so in its first or second filled cell, and its numbers do so, or it
 * otherwise holds little but numbers, where the others of its table have words.
 */
export function isTotalRecord(row: number, cells: readonly Cell[], table: TableLayout): boolean {
  if (table.width < 2) return false
  if (table.totals.has(row)) return true
  const label = totalLabelAt(cells)
  if (label === undefined) return false
  const filled = cells.flatMap((cell, at) => (isBlank(cell) ? [] : [at]))
  const others = filled.filter((at) => at !== label)
  const words = others.filter((at) => cellKind(cells[at]) !== 'number')
  if (words.length > 1) return false
  if (filled.length <= Math.max(1, table.typicalFilled * 0.6)) return true
  const expected = table.wordColumns.filter((at) => at !== label)
  return words.length === 0 && others.length > 0 && expected.length > 0 && expected.every((at) => isBlank(cells[at]))
}

/** Where a record says so. This runs for every record, so it looks at as little as it can. */
function totalLabelAt(cells: readonly Cell[]): number | undefined {
  let seen = 0
  for (let at = 0; at < cells.length && seen < 2; at++) {
    if (isBlank(cells[at])) continue
    if (isTotalLabel(cells[at]!)) return at
    seen++
  }
  return undefined
}
