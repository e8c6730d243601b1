import type { ExcludedRows, SourceWarning, StagedColumn } from '@godwit/contract'
import {
  asideOf,
  type Cell,
  cellsOf,
  flaw,
  isBlank,
  isRuler,
  isTotalRecord,
  repeatsHeader,
  type TableLayout,
  type TextRecord,
} from '../source/file/index.ts'
import { nameColumns } from './name-columns.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import { noHeaderWarning, noRowsWarning, WarningCount } from './staged-file.ts'

const warningTexts = {
  short_rows: 'Rows with fewer cells than the header; the missing cells are empty.',
  long_rows: 'Rows with more cells than the header; the extra cells are kept in columns of their own.',
  realigned_rows:
    'Rows with an empty cell too many, or with a cell missing in the middle, were moved so that their cells stand under the names they fit.',
  rejoined_rows:
    'A cell without quotes held the character that separates cells; its parts were put together again, as only so the row fits its columns.',
  other_delimiter: 'Rows that separate their cells by another character than the rest; they were read by that one.',
  whole_line_quoted: 'Rows that stood in quotes as a whole; the cells were read from within.',
  marks_removed: 'Byte order marks stood within the file, at the beginning of rows; they are not part of the cells.',
  stray_quotes: 'A quote inside a quoted cell was neither doubled nor at its end; it was kept as part of the text.',
  blanks_outside_quotes: 'Blanks stood outside the quotes of a cell; they are not part of it.',
  unclosed_quotes: 'A quote was never closed; it was kept as part of the text, and the row ends with its line.',
  broken_encoding:
    'Bytes that are not valid UTF-8; each was kept as the windows-1252 character of that byte, so look at these cells.',
  nul_characters: 'Cells hold NUL characters; they were kept.',
} as const
type WarningCode = keyof typeof warningTexts

/** What each bit of a record's flaws is told as. */
const flawWarnings: readonly [number, WarningCode][] = [
  [flaw.strayQuote, 'stray_quotes'],
  [flaw.blanksOutsideQuotes, 'blanks_outside_quotes'],
  [flaw.literalQuotes, 'unclosed_quotes'],
  [flaw.realigned, 'realigned_rows'],
  [flaw.rejoined, 'rejoined_rows'],
]
/** Those that concern a row whatever it is, a header too. */
const lineWarnings: readonly [number, WarningCode][] = [
  [flaw.otherDelimiter, 'other_delimiter'],
  [flaw.wholeLineQuoted, 'whole_line_quoted'],
  [flaw.markRemoved, 'marks_removed'],
]

/** Sorts the records of one table into data and asides, and counts what a person should know about them. */
export class RowSorter {
  readonly layout: TableLayout
  readonly columns: StagedColumn[]
  readonly #headerWidth: number
  readonly #excluded = new Map<ExcludedRows['reason'], RowRanges>()
  readonly #warnings = new Map<WarningCode, WarningCount>()

  constructor(layout: TableLayout) {
    this.layout = layout
    this.#headerWidth = layout.hasHeader ? layout.headers.length : layout.width
    this.columns = nameColumns(
      Array.from({ length: layout.width }, (_, at) => ({
        header: layout.headers[at] ?? '',
        fallback:
          layout.hasHeader && at >= layout.headers.length ? `_extra_${at + 1 - layout.headers.length}` : undefined,
      })),
    )
  }

  /** The cells of a record that is a row of data; undefined when it is none, or not of this table. */
  sort({ row, cells: all, flaws, broken }: TextRecord): readonly Cell[] | undefined {
    if (row < this.layout.firstRow || row > this.layout.lastRow) return undefined
    const cells = cellsOf(all, this.layout)
    if (broken > 0) this.warn('broken_encoding', row)
    if (flaws !== 0) this.#tell(flaws, row, lineWarnings)
    const reason = this.#reasonToExclude(row, cells)
    if (reason) {
      if (reason === 'header' && flaws & flaw.realigned) this.warn('realigned_rows', row)
      const ranges = this.#excluded.get(reason) ?? new RowRanges()
      this.#excluded.set(reason, ranges)
      ranges.add(row)
      return undefined
    }
    if (cells.length < this.#headerWidth) this.warn('short_rows', row)
    else if (cells.length > this.#headerWidth && cells.slice(this.#headerWidth).some((cell) => !isBlank(cell))) {
      this.warn('long_rows', row)
    }
    if (flaws !== 0) this.#tell(flaws, row, flawWarnings)
    return cells
  }

  warn(code: WarningCode, row: number) {
    const warning = this.#warnings.get(code) ?? new WarningCount()
    this.#warnings.set(code, warning)
    warning.add(row)
  }

  get excluded(): ExcludedRows[] {
    return excludedRows(this.#excluded)
  }

  /** What was found, for a table of so many rows. */
  warnings(rowCount: number): SourceWarning[] {
    const warnings: SourceWarning[] = [...this.#warnings].map(([code, { rows, count }]) => ({
      code,
      message: warningTexts[code],
      rows,
      count,
    }))
    if (!this.layout.hasHeader) warnings.unshift(noHeaderWarning())
    if (rowCount === 0) warnings.unshift(noRowsWarning())
    if (this.layout.note) warnings.unshift({ ...this.layout.note, rows: [], count: 0 })
    return warnings
  }

  #tell(flaws: number, row: number, told: readonly [number, WarningCode][]) {
    for (const [bit, code] of told) if (flaws & bit) this.warn(code, row)
  }

  #reasonToExclude(row: number, cells: readonly Cell[]): ExcludedRows['reason'] | undefined {
    const aside = asideOf(row, this.layout)
    if (aside === 'title' && cells.every(isBlank)) return 'blank'
    if (aside) return aside
    if (cells.every(isBlank)) return 'blank'
    if (repeatsHeader(cells, this.layout)) return 'header'
    if (isTotalRecord(row, cells, this.layout)) return 'total'
    if (!isBlank(cells[0]) && this.layout.width > 1 && isRuler(cells)) return 'comment'
    if (cells[0]?.startsWith('#') && cells.length === 1 && this.#headerWidth > 1) return 'comment'
    return undefined
  }
}
