import { EngineError } from '../errors.ts'
import {
  type Dialect,
  flaw,
  LayoutSurvey,
  maxColumns,
  RecordTooLong,
  type RowShape,
  readRecords,
  type TableLayout,
  type TextEncoding,
  TooManyColumns,
  TotalProof,
} from '../source/file/index.ts'
import { correctTables } from './correct-tables.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'
import { writeTables } from './write-tables.ts'

/** How a delimited file is to be read. */
export type Reading = {
  path: string
  totalBytes: number
  encoding: TextEncoding
  dialect: Dialect
  shape: RowShape | undefined
}

/**
 * Stages a delimited file that only a forgiving reader can take: a first pass finds the tables in it, a second writes
 * each one in a normalised form that DuckDB reads. Memory holds one chunk, or one record where that is longer.
 */
export async function stageDirty(options: StageFileOptions, reading: Reading): Promise<TablePart[]> {
  const { tables, literalRows } = await surveyTables(options, reading)
  const { signal, onProgress } = options
  try {
    return await writeTables(
      options,
      tables,
      (take, flush) =>
        readRecords(
          reading.path,
          {
            ...reading,
            literalRows,
            signal,
            onBytes: (bytes) => onProgress?.({ phase: 'converting', bytes, totalBytes: reading.totalBytes }),
          },
          (record) => {
            take(record)
            return true
          },
          flush,
        ),
      {
        format: 'csv',
        encoding: reading.encoding === 'utf-8-mixed' ? 'utf-8' : reading.encoding,
        dialect: reading.dialect,
      },
    )
  } catch (error) {
    throw translateReading(error)
  }
}

const maxRereadings = 20

/** Finds the tables. Where a quote turns out never to be closed, the file is read again with that one as plain text. */
export async function surveyTables(
  options: Pick<StageFileOptions, 'signal' | 'onProgress' | 'corrections' | 'tablesBefore'>,
  reading: Reading,
): Promise<{ tables: TableLayout[]; literalRows: ReadonlySet<number> }> {
  const literalRows = new Set<number>()
  for (;;) {
    const survey = new LayoutSurvey()
    let unclosed: number | undefined
    try {
      await readRecords(
        reading.path,
        {
          ...reading,
          literalRows,
          signal: options.signal,
          onBytes: (bytes) => options.onProgress?.({ phase: 'scanning', bytes, totalBytes: reading.totalBytes }),
        },
        ({ row, cells, flaws }) => {
          if (flaws & flaw.unclosedQuote) unclosed = row
          survey.add(row, cells)
          return unclosed === undefined
        },
      )
    } catch (error) {
      if (!(error instanceof RecordTooLong) || !error.hasQuote || literalRows.has(error.row))
        throw translateReading(error)
      unclosed = error.row
    }
    if (unclosed === undefined) {
      const tables = await correctTables(options, survey.finish(), (take) =>
        readRecords(reading.path, { ...reading, literalRows, signal: options.signal }, ({ row, cells }) => {
          take(row, cells)
          return true
        }),
      )
      if (tables.some(({ claimedTotals }) => claimedTotals.size > 0))
        await proveTotals(options, reading, literalRows, tables)
      return { tables, literalRows }
    }
    if (literalRows.size >= maxRereadings) {
      throw new EngineError(
        'file_unreadable',
        `The file has more than ${maxRereadings} quotes that are never closed, the last one in record ${unclosed}. Export it again with quotes doubled inside quoted cells.`,
      )
    }
    literalRows.add(unclosed)
  }
}

async function proveTotals(
  { signal }: Pick<StageFileOptions, 'signal'>,
  reading: Reading,
  literalRows: ReadonlySet<number>,
  tables: readonly TableLayout[],
) {
  const proof = new TotalProof(tables)
  await readRecords(reading.path, { ...reading, literalRows, signal }, ({ row, cells }) => {
    proof.add(row, cells)
    return true
  })
  proof.finish()
}

function translateReading(error: unknown): unknown {
  if (error instanceof TooManyColumns) {
    return new EngineError(
      'file_unreadable',
      `A line of the file has more than ${maxColumns} cells, which no table has. Check that it is the file you meant to send.`,
      { cause: error },
    )
  }
  if (error instanceof RecordTooLong) {
    return new EngineError(
      'file_unreadable',
      `Record ${error.row} of the file is longer than 64 MiB, so it cannot be a row of a table. Check that it is the file you meant to send, and that its lines end.`,
      { cause: error },
    )
  }
  return error
}
