import { type Cell, isBlank } from './dialect.ts'
import { findSums } from './find-sums.ts'
import { TotalProof } from './prove-totals.ts'
import { LayoutSurvey } from './survey-layout.ts'
import { cellsOf, countFilled, isTotalRecord, repeatsHeader, type TableLayout } from './table-layout.ts'

/** What a row of a file is. `group` heads the rows under it; `total` adds up others; `comment` is a note. */
export type RowClass = 'title' | 'header' | 'group' | 'data' | 'total' | 'comment' | 'blank'

/** What each of a file's rows is, by the layout that staging finds. */
export function classifyRows(rows: readonly (readonly Cell[])[]): RowClass[] {
  const survey = new LayoutSurvey()
  for (const [at, cells] of rows.entries()) survey.add(at + 1, cells)
  const tables = survey.finish()
  const proof = new TotalProof(tables)
  for (const [at, cells] of rows.entries()) proof.add(at + 1, cells)
  proof.finish()
  const classes = rows.map((cells, at) => classOf(cells, at + 1, tables))
  const data = classes.flatMap((found, at) => (found === 'data' || found === 'total' ? [at] : []))
  for (const sum of findSums(data.map((at) => rows[at]!))) classes[data[sum]!] = 'total'
  return classes
}

function classOf(cells: readonly Cell[], row: number, tables: readonly TableLayout[]): RowClass {
  if (cells.every(isBlank)) return 'blank'
  // Of tables side by side, the first that the row is something of.
  const tabled = tables.filter(({ firstRow, lastRow }) => row >= firstRow && row <= lastRow)
  const table = tabled.find((one) => !cellsOf(cells, one).every(isBlank))
  if (!table) return 'comment'
  const own = cellsOf(cells, table)
  const aside = table.aside.get(row)
  if (aside) return aside
  if (repeatsHeader(own, table)) return 'header'
  if (isTotalRecord(row, own, table)) return 'total'
  return countFilled(own) === 1 && !isBlank(own[0]) && table.width > 2 ? 'group' : 'data'
}
