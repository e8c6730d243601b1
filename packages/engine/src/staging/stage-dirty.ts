import { join } from 'node:path'
import type { ExcludedRows, SourceWarning } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import {
  type Cell,
  type Dialect,
  flaw,
  isBlank,
  isTotalRecord,
  LayoutSurvey,
  maxColumns,
  RecordTooLong,
  readRecords,
  repeatsHeader,
  type TableLayout,
  type TextEncoding,
  type TextRecord,
  TooManyColumns,
} from '../source/file/index.ts'
import { nameColumns } from './name-columns.ts'
import { NormalisedFile } from './normalised-file.ts'
import { readNormalised } from './read-normalised.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import { noHeaderWarning } from './stage-clean.ts'
import { type StageFileOptions, type TablePart, WarningCount } from './staged-file.ts'

type Reading = {
  path: string
  totalBytes: number
  encoding: TextEncoding
  dialect: Dialect
  expectedCells: number | undefined
}

/**
 * Stages a delimited file that only a forgiving reader can take: a first pass finds the tables in it, a second writes
 * each one in a normalised form that DuckDB reads. Memory holds one chunk, or one record where that is longer.
 */
export async function stageDirty(options: StageFileOptions, reading: Reading): Promise<TablePart[]> {
  const { tables, literalRows } = await surveyTables(options, reading)
  const parts: TablePart[] = []
  const writers: TableWriter[] = []
  try {
    for (const [at, layout] of tables.entries()) {
      const writer = new TableWriter(layout)
      writers.push(writer)
      await writer.open(join(options.outDir, `part-${at + 1}.normalised`))
    }
    let open = 0
    await readRecords(
      reading.path,
      {
        ...reading,
        literalRows,
        signal: options.signal,
        onBytes: (bytes) => options.onProgress?.({ phase: 'converting', bytes, totalBytes: reading.totalBytes }),
      },
      (record) => {
        while (record.row > tables[open]!.lastRow && open < tables.length - 1) open++
        writers[open]!.add(record)
        return true
      },
      async () => {
        for (const writer of writers) await writer.file.flush()
      },
    )
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
      parts.push(writer.part(target, reading))
    }
    return parts
  } catch (error) {
    for (const writer of writers) await writer.abandon()
    throw translateReading(error)
  }
}

const maxRereadings = 20

/** Finds the tables. Where a quote turns out never to be closed, the file is read again with that one as plain text. */
async function surveyTables(options: StageFileOptions, reading: Reading) {
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
    if (unclosed === undefined) return { tables: survey.finish(), literalRows }
    if (literalRows.size >= maxRereadings) {
      throw new EngineError(
        'file_unreadable',
        `The file has more than ${maxRereadings} quotes that are never closed, the last one in record ${unclosed}. Export it again with quotes doubled inside quoted cells.`,
      )
    }
    literalRows.add(unclosed)
  }
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

const warningTexts = {
  short_rows: 'Rows with fewer cells than the header; the missing cells are empty.',
  long_rows: 'Rows with more cells than the header; the extra cells are kept in columns of their own.',
  stray_quotes: 'A quote inside a quoted cell was neither doubled nor at its end; it was kept as part of the text.',
  blanks_outside_quotes: 'Blanks stood outside the quotes of a cell; they are not part of it.',
  unclosed_quotes: 'A quote was never closed; it was kept as part of the text, and the row ends with its line.',
  broken_encoding:
    'Bytes that are not valid UTF-8; each was kept as the windows-1252 character of that byte, so look at these cells.',
  nul_characters: 'Cells hold NUL characters; they were kept.',
} as const
type WarningCode = keyof typeof warningTexts

/** Sorts the records of one table into data and asides, and counts what a person should know about them. */
class TableWriter {
  readonly columns
  readonly #layout: TableLayout
  readonly #headerWidth: number
  readonly #excluded = new Map<ExcludedRows['reason'], RowRanges>()
  readonly #warnings = new Map<WarningCode, WarningCount>()
  #file: NormalisedFile | undefined

  constructor(layout: TableLayout) {
    this.#layout = layout
    this.#headerWidth = layout.hasHeader ? layout.headers.length : layout.width
    this.columns = nameColumns(
      Array.from({ length: layout.width }, (_, at) => ({
        header: layout.headers[at] ?? '',
        fallback:
          layout.hasHeader && at >= layout.headers.length ? `_extra_${at + 1 - layout.headers.length}` : undefined,
      })),
    )
  }

  async open(path: string) {
    this.#file = await NormalisedFile.create(path, this.#layout.width)
  }

  get file(): NormalisedFile {
    if (!this.#file) throw new Error('the table is not open')
    return this.#file
  }

  add({ row, cells, flaws, broken }: TextRecord) {
    if (broken > 0) this.#warn('broken_encoding', row)
    const reason = this.#reasonToExclude(row, cells)
    if (reason) {
      const ranges = this.#excluded.get(reason) ?? new RowRanges()
      this.#excluded.set(reason, ranges)
      ranges.add(row)
      return
    }
    if (cells.length < this.#headerWidth) this.#warn('short_rows', row)
    else if (cells.length > this.#headerWidth && cells.slice(this.#headerWidth).some((cell) => !isBlank(cell))) {
      this.#warn('long_rows', row)
    }
    if (flaws & flaw.strayQuote) this.#warn('stray_quotes', row)
    if (flaws & flaw.blanksOutsideQuotes) this.#warn('blanks_outside_quotes', row)
    if (flaws & flaw.literalQuotes) this.#warn('unclosed_quotes', row)
    if (this.file.add(row, cells)) this.#warn('nul_characters', row)
  }

  part(path: string, reading: Reading): TablePart {
    const { part, title, hasHeader } = this.#layout
    const warnings: SourceWarning[] = [...this.#warnings].map(([code, { rows, count }]) => ({
      code,
      message: warningTexts[code],
      rows,
      count,
    }))
    if (!hasHeader) warnings.unshift(noHeaderWarning())
    if (this.file.rows === 0) warnings.unshift(noRowsWarning())
    return {
      path,
      part,
      columns: this.columns,
      rowCount: this.file.rows,
      format: 'csv',
      encoding: reading.encoding === 'utf-8-mixed' ? 'utf-8' : reading.encoding,
      dialect: reading.dialect,
      title,
      excluded: excludedRows(this.#excluded),
      warnings,
    }
  }

  async abandon() {
    await this.#file?.abandon()
  }

  #reasonToExclude(row: number, cells: readonly Cell[]): ExcludedRows['reason'] | undefined {
    const aside = this.#layout.aside.get(row)
    if (aside) return aside
    if (cells.every(isBlank)) return 'blank'
    if (repeatsHeader(cells, this.#layout)) return 'header'
    if (isTotalRecord(cells, this.#layout)) return 'total'
    if (cells[0]?.startsWith('#') && cells.length === 1 && this.#headerWidth > 1) return 'comment'
    return undefined
  }

  #warn(code: WarningCode, row: number) {
    const warning = this.#warnings.get(code) ?? new WarningCount()
    this.#warnings.set(code, warning)
    warning.add(row)
  }
}

export const noRowsWarning = (): SourceWarning => ({
  code: 'no_rows',
  message: 'The table has a header but no rows.',
  rows: [],
  count: 0,
})
