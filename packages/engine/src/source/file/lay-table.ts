import type { Block } from './block.ts'
import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import { type Heading, headerTexts, type PlacedRecord } from './find-heading.ts'
import { countFilled, sameCells, type TableLayout } from './table-layout.ts'
import { isTotalLabel } from './total-row.ts'

/** Blocks that make one table, with the heading found in them. */
export type Group = { blocks: Block[]; records: PlacedRecord[]; heading: Heading | null }

/** Lays out one table over the rows `firstRow..lastRow`, those around it that are nobody else's included. */
export function layTable(
  { blocks, records, heading }: Group,
  { firstRow, lastRow, side }: Pick<TableLayout, 'firstRow' | 'lastRow' | 'side'>,
): TableLayout {
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
  if (heading) for (const row of pageTitles(blocks, headers)) aside.set(row, 'title')
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
    side,
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

/** Records that stand between blank ones, before the header is repeated: what is printed at the top of each page. */
function pageTitles(blocks: readonly Block[], headers: readonly string[]): number[] {
  return blocks.slice(1).flatMap((block, at) => {
    const first = blocks[at + 2]?.head[0]
    const isNarrow = block.rows <= 3 && block.maxFilled * 2 <= Math.max(2, headers.length)
    return isNarrow && first && sameCells(first.cells, headers) ? block.head.map(({ row }) => row) : []
  })
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

/** Gives each of several tables a name of its own: its title, or its number. */
export function nameParts(tables: TableLayout[]) {
  const taken = new Set<string>()
  tables.forEach((table, at) => {
    const base = (table.title.at(-1) ?? '').replace(/\s+/g, ' ').slice(0, 80) || String(at + 1)
    let part = base
    for (let n = 2; taken.has(part.toLowerCase()); n++) part = `${base} (${n})`
    taken.add(part.toLowerCase())
    table.part = part
  })
}
