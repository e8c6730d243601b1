import { readFile } from 'node:fs/promises'
import { type Cell, readRecords } from '../../src/source/file/index.ts'
import { RowSorter } from '../../src/staging/sort-rows.ts'
import { planReading, sniffHead } from '../../src/staging/stage-delimited.ts'
import { surveyTables } from '../../src/staging/stage-dirty.ts'

/** What staging makes of a delimited file, up to where cells would be written: with `readDelimited` no DuckDB is needed. */
export type ReadTable = {
  header: string[]
  names: string[]
  rows: Cell[][]
  /** Rows set aside, by reason. */
  aside: Record<string, number>
  warnings: string[]
}

/** Reads the tables of a delimited file with the forgiving reader, whether or not the fast one could have it. */
export async function readDelimited(path: string): Promise<{ tables: ReadTable[]; records: number }> {
  const totalBytes = (await readFile(path)).length
  const reading = await planReading({ path }, totalBytes, await sniffHead({ path }, totalBytes))
  const { tables, literalRows } = await surveyTables({}, reading)
  const sorters = tables.map((layout) => ({ sorter: new RowSorter(layout), rows: [] as Cell[][] }))
  let records = 0
  await readRecords(path, { ...reading, literalRows }, (record) => {
    records++
    for (const { sorter, rows } of sorters) {
      const cells = sorter.sort(record)
      if (!cells) continue
      if (cells.some((cell) => cell?.includes('\u0000'))) sorter.warn('nul_characters', record.row)
      rows.push(Array.from({ length: sorter.layout.width }, (_, at) => cells[at] ?? null))
    }
    return true
  })
  return {
    records,
    tables: sorters.map(({ sorter, rows }) => ({
      header: sorter.columns.map(({ header }) => header),
      names: sorter.columns.map(({ name }) => name),
      rows,
      aside: Object.fromEntries(sorter.excluded.map(({ reason, rows: count }) => [reason, count])),
      warnings: sorter.warnings(rows.length).map(({ code }) => code),
    })),
  }
}
