import { join } from 'node:path'
import { LayoutSurvey, type ReadPart, readSpool, type TextRecord, TotalProof } from '../source/file/index.ts'
import { readNormalised } from './read-normalised.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'
import { TableWriter } from './table-writer.ts'

type GridPart = Extract<ReadPart, { kind: 'grid' }>

/** Stages a grid of cells that a reader has spooled: a first pass finds the tables in it, a second writes each one. */
export async function stageGrid(
  options: StageFileOptions,
  grid: GridPart,
  format: TablePart['format'],
): Promise<TablePart[]> {
  const survey = new LayoutSurvey()
  for await (const { row, cells } of gridRecords(grid, options.signal)) survey.add(row, cells)
  const layouts = survey.finish()
  if (layouts.some(({ claimedTotals }) => claimedTotals.size > 0)) {
    const proof = new TotalProof(layouts)
    for await (const { row, cells } of gridRecords(grid, options.signal)) proof.add(row, cells)
    proof.finish()
  }
  const writers: TableWriter[] = []
  try {
    for (const [at, layout] of layouts.entries()) {
      const writer = new TableWriter(layout)
      writers.push(writer)
      await writer.open(join(options.outDir, `part-${at + 1}.normalised`))
    }
    if (writers.length === 0) return []
    let open = 0
    for await (const record of gridRecords(grid, options.signal)) {
      while (record.row > layouts[open]!.lastRow && open < layouts.length - 1) open++
      writers[open]!.add(record)
      await writers[open]!.file.flush()
    }
    const parts: TablePart[] = []
    for (const [at, writer] of writers.entries()) {
      await writer.file.close()
      const target = join(options.outDir, `part-${at + 1}.parquet`)
      options.signal?.throwIfAborted()
      await readNormalised(
        options.db,
        writer.file,
        writer.columns.map(({ name }) => name),
        target,
      )
      const part = writer.part(target, { format, encoding: null, dialect: null })
      parts.push({ ...part, warnings: [...(at === 0 ? grid.warnings : []), ...part.warnings] })
    }
    return parts
  } catch (error) {
    for (const writer of writers) await writer.abandon()
    throw error
  }
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
