import {
  asideOf,
  LayoutSurvey,
  type MergedArea,
  type ReadPart,
  readSpool,
  type TextRecord,
  TotalProof,
} from '../source/file/index.ts'
import { correctTables } from './correct-tables.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'
import { writeTables } from './write-tables.ts'

type GridPart = Extract<ReadPart, { kind: 'grid' }>

/** Stages a grid of cells that a reader has spooled: a first pass finds the tables in it, a second writes each one. */
export async function stageGrid(
  options: StageFileOptions,
  grid: GridPart,
  format: TablePart['format'],
): Promise<TablePart[]> {
  const { signal } = options
  const survey = new LayoutSurvey()
  for await (const { row, cells } of gridRecords(grid, signal)) survey.add(row, cells)
  const layouts = await correctTables(options, survey.finish(), async (take) => {
    for await (const { row, cells } of gridRecords(grid, signal)) take(row, cells)
  })
  if (layouts.some(({ claimedTotals }) => claimedTotals.size > 0)) {
    const proof = new TotalProof(layouts)
    for await (const { row, cells } of gridRecords(grid, signal)) proof.add(row, cells)
    proof.finish()
  }
  const repeat = openMerges(grid.merged)
  const parts = await writeTables(
    options,
    layouts,
    async (take, flush) => {
      for await (const record of gridRecords(grid, signal)) {
        const isData = !layouts.some((layout) => asideOf(record.row, layout))
        take(repeat(record, isData))
        await flush()
      }
    },
    { format, encoding: null, dialect: null },
  )
  const group = (options.tablesBefore ?? 0) + 1
  return parts.map((part, at) => ({ ...part, group, warnings: [...(at === 0 ? grid.warnings : []), ...part.warnings] }))
}

/** Every row of the grid, the blank ones between included. */
async function* gridRecords(grid: GridPart, signal?: AbortSignal): AsyncGenerator<TextRecord> {
  let next = grid.firstRow
  for await (const { row, cells } of readSpool(grid.path, signal)) {
    for (; next < row; next++) yield { row: next, cells: [], flaws: 0, broken: 0 }
    yield { row, cells, flaws: 0, broken: 0 }
    next = row + 1
  }
  for (; next <= grid.lastRow; next++) yield { row: next, cells: [], flaws: 0, broken: 0 }
}

/**
 * A cell merged over several rows of data says the same of each of them: its value is repeated. Headers and titles keep
 * their one cell. Rows must come in order.
 */
function openMerges(merged: readonly MergedArea[]): (record: TextRecord, isData: boolean) => TextRecord {
  const tall = merged
    .filter(({ firstRow, lastRow }) => lastRow > firstRow)
    .toSorted((a, b) => a.firstRow - b.firstRow || a.firstColumn - b.firstColumn)
  let next = 0
  let open: { area: MergedArea; value: string }[] = []
  return (record, isData) => {
    open = open.filter(({ area }) => area.lastRow >= record.row)
    const cells = [...record.cells]
    for (const { area, value } of open) {
      while (cells.length < area.firstColumn) cells.push(null)
      cells[area.firstColumn] ??= value
    }
    for (; next < tall.length && tall[next]!.firstRow <= record.row; next++) {
      const area = tall[next]!
      const value = record.cells[area.firstColumn]
      if (area.firstRow === record.row && isData && value !== null && value !== undefined) open.push({ area, value })
    }
    return { ...record, cells }
  }
}
