import { join } from 'node:path'
import type { TableLayout, TextRecord } from '../source/file/index.ts'
import { readNormalised } from './read-normalised.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'
import { TableWriter } from './table-writer.ts'

/** Hands every record of a file to `take`, in order, and awaits `flush` now and then. */
export type PassRecords = (take: (record: TextRecord) => void, flush: () => Promise<void>) => Promise<void>

/**
 * Writes the tables that were found in a file, each in a normalised form that DuckDB then reads into Parquet. Records pass by
 * once; memory holds what is not flushed yet.
 */
export async function writeTables(
  { db, outDir, signal }: StageFileOptions,
  layouts: readonly TableLayout[],
  passRecords: PassRecords,
  read: Pick<TablePart, 'format' | 'encoding' | 'dialect'>,
): Promise<TablePart[]> {
  const writers: TableWriter[] = []
  try {
    for (const [at, layout] of layouts.entries()) {
      const writer = new TableWriter(layout)
      writers.push(writer)
      await writer.open(join(outDir, `part-${at + 1}.normalised`))
    }
    let first = 0
    // They are in order unless a person has moved one.
    const inOrder = layouts.every(({ firstRow }, at) => at === 0 || layouts[at - 1]!.firstRow <= firstRow)
    await passRecords(
      (record) => {
        while (first < writers.length && layouts[first]!.lastRow < record.row) first++
        for (let at = first; at < writers.length; at++) {
          if (layouts[at]!.firstRow <= record.row) writers[at]!.add(record)
          else if (inOrder) break
        }
      },
      async () => {
        for (const writer of writers) await writer.file.flush()
      },
    )
    const parts: TablePart[] = []
    for (const [at, writer] of writers.entries()) {
      await writer.file.close()
      const target = join(outDir, `part-${at + 1}.parquet`)
      signal?.throwIfAborted()
      await readNormalised(
        db,
        writer.file,
        writer.columns.map(({ name }) => name),
        target,
      )
      parts.push(writer.part(target, read))
    }
    return parts
  } catch (error) {
    for (const writer of writers) await writer.abandon()
    throw error
  }
}
