import type { ExcludedRows, SourceWarning } from '@godwit/contract'
import {
  type Cell,
  cellsOf,
  flaw,
  isBlank,
  isTotalRecord,
  repeatsHeader,
  type TableLayout,
  type TextRecord,
} from '../source/file/index.ts'
import { nameColumns } from './name-columns.ts'
import { NormalisedFile } from './normalised-file.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import { noHeaderWarning } from './stage-clean.ts'
import { type TablePart, WarningCount } from './staged-file.ts'

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
export class TableWriter {
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

  /** Takes a record of the file, if its row is one of the table's. */
  add({ row, cells: all, flaws, broken }: TextRecord) {
    if (row < this.#layout.firstRow || row > this.#layout.lastRow) return
    const cells = cellsOf(all, this.#layout)
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

  /** The table as it was written to `path`; `read` says how its file was read. */
  part(path: string, read: Pick<TablePart, 'format' | 'encoding' | 'dialect'>): TablePart {
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
      format: read.format,
      encoding: read.encoding,
      dialect: read.dialect,
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
    if (isTotalRecord(row, cells, this.#layout)) return 'total'
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
