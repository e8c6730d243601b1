import type { Cell } from '../../dialect.ts'
import { type Column, columnAt, findColumns } from './find-columns.ts'
import { groupLines } from './group-lines.ts'
import type { Line, PageContent, Rule } from './page-content.ts'

/** A table on a page; `title` is the line right above it. `usesLines` tells how many lines of the page are in it. */
export type PageTable = {
  title: string | null
  rows: Cell[][]
  columns: Column[]
  usesLines: number
  atTop: boolean
  atBottom: boolean
}

/** The tables of a page from top to bottom, and how many lines of text stand outside them. */
export function findTables({ pieces, rules }: PageContent): { tables: PageTable[]; outside: number } {
  const vertical = rules.filter((rule) => rule.y1 - rule.y0 > 1)
  // Words on both sides of a rule are of two cells, however near they are.
  const lines = groupLines(pieces, (left, right) =>
    vertical.some(
      (rule) => rule.x0 >= left.x1 - 1 && rule.x0 <= right.x0 + 1 && rule.y0 <= left.y + 1 && rule.y1 >= left.y,
    ),
  )
  const tables: PageTable[] = []
  for (const { from, to } of findAreas(lines, rules)) {
    const area = lines.slice(from, to + 1)
    const columns = findColumns(area, rules)
    const rows = columns.length >= 2 ? readRows(area, columns, rules) : []
    if (!isTable(rows)) continue
    const above = lines[from - 1]
    const title =
      above && above.pieces.length === 1 && above.y - area[0]!.y < 4 * above.height ? above.pieces[0]!.text : null
    tables.push({ title, rows, columns, usesLines: area.length, atTop: from <= 2, atBottom: to >= lines.length - 3 })
  }
  const used = tables.reduce((sum, table) => sum + table.usesLines, 0)
  return { tables, outside: lines.length - used }
}

/** Runs of lines that stand closer together than two and a half of them, and mostly hold several pieces. */
function findAreas(lines: readonly Line[], rules: readonly Rule[]): { from: number; to: number }[] {
  const areas: { from: number; to: number }[] = []
  let open: { from: number; to: number } | undefined
  for (const [at, line] of lines.entries()) {
    const several = line.pieces.length > 1
    const near = open && lines[open.to]!.y - line.y <= 2.6 * Math.max(line.height, lines[open.to]!.height)
    const ruled = open && isRuledBetween(rules, lines[open.to]!, line)
    if (several && open && (near || ruled)) open.to = at
    else if (several) {
      open = { from: at, to: at }
      areas.push(open)
    } else if (open && near && at + 1 < lines.length && continues(lines, at, open.from)) open.to = at
    else if (!near && !ruled) open = undefined
  }
  return areas
}

/** Whether a line of one piece is the rest of a cell: it is short, and stands where cells of the lines above do. */
function continues(lines: readonly Line[], at: number, from: number): boolean {
  const [piece] = lines[at]!.pieces
  const above = lines.slice(from, at).flatMap(({ pieces }) => pieces)
  const left = Math.min(...above.map(({ x0 }) => x0))
  const right = Math.max(...above.map(({ x1 }) => x1))
  const starts = above.some(({ x0 }) => Math.abs(x0 - piece!.x0) < 3)
  return starts && piece!.x1 - piece!.x0 < 0.6 * (right - left)
}

const isRuledBetween = (rules: readonly Rule[], upper: Line, lower: Line): boolean =>
  rules.some((rule) => rule.y1 - rule.y0 > 1 && rule.y1 >= upper.y && rule.y0 <= lower.y + lower.height)

/** Rows of cells. Lines between the same two horizontal rules are one row; without rules, what only goes on is part of the row above. */
function readRows(lines: readonly Line[], columns: readonly Column[], rules: readonly Rule[]): Cell[][] {
  const width = columns.at(-1)!.x1 - columns[0]!.x0
  const bars = rules
    .filter((rule) => rule.x1 - rule.x0 > 0.5 * width && rule.y1 - rule.y0 <= 1)
    .map((rule) => rule.y0)
    .filter((y) => y < lines[0]!.y && y > lines.at(-1)!.y)
  const barred = new Set(bars.map(Math.round)).size >= Math.max(2, lines.length / 4)
  const gaps = lines.slice(1).map((line, at) => lines[at]!.y - line.y)
  const rowGap = splitOfGaps(gaps)
  const rows: Cell[][] = []
  for (const [at, line] of lines.entries()) {
    const cells: Cell[] = columns.map(() => null)
    for (const piece of line.pieces) {
      const column = columnAt(columns, piece.x0, piece.x1)
      cells[column] = cells[column] === null ? piece.text : `${cells[column]} ${piece.text}`
    }
    const previous = rows.at(-1)
    const goesOn =
      previous !== undefined &&
      (barred
        ? !bars.some((y) => y < lines[at - 1]!.y && y > line.y)
        : rowGap !== undefined
          ? gaps[at - 1]! < rowGap && at > 1
          : isRest(cells, columns.length))
    if (!goesOn) rows.push(cells)
    else
      cells.forEach((cell, column) => {
        if (cell !== null) previous[column] = (previous[column] ?? null) === null ? cell : `${previous[column]} ${cell}`
      })
  }
  return rows
}

/** A line without the first cell whose few cells are words goes on with the row above. */
const isRest = (cells: readonly Cell[], width: number): boolean => {
  const filled = cells.filter((cell) => cell !== null)
  return cells[0] === null && filled.length * 2 <= width && filled.every((cell) => !/\d/.test(cell!))
}

/** Where the gaps between lines are plainly of two sizes, the smaller within a row: what parts them. */
function splitOfGaps(gaps: readonly number[]): number | undefined {
  const sorted = gaps.toSorted((a, b) => a - b)
  let best = { ratio: 1.35, at: -1 }
  for (let at = 1; at < sorted.length; at++) {
    const ratio = sorted[at]! / sorted[at - 1]!
    if (ratio > best.ratio && sorted.length - at >= 2) best = { ratio, at }
  }
  if (best.at < 0 || best.at * 4 < sorted.length) return undefined
  // Rows are what there is more of, or nearly so: a few wide gaps are only titles.
  return (sorted.length - best.at) * 4 >= sorted.length ? (sorted[best.at]! + sorted[best.at - 1]!) / 2 : undefined
}

/** Text set in two columns is none: a table's cells are short, and most of its rows fill several. */
function isTable(rows: readonly Cell[][]): boolean {
  if (rows.length < 2) return false
  const filled = rows.map((cells) => cells.filter((cell) => cell !== null).length)
  const several = filled.filter((count) => count >= 2).length
  const cells = rows.flat().filter((cell) => cell !== null)
  const long = cells.filter((cell) => cell!.length > 60).length
  return several * 2 >= rows.length && long * 3 < cells.length
}
