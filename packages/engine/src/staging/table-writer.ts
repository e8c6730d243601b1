import type { TableLayout, TextRecord } from '../source/file/index.ts'
import { NormalisedFile } from './normalised-file.ts'
import { RowSorter } from './sort-rows.ts'
import type { TablePart } from './staged-file.ts'

/** Where a table lies, and which rows name its columns. */
const placeOf = ({ firstRow, lastRow, side, width, aside, corrected, ...layout }: TableLayout) => ({
  region: {
    first_row: corrected?.firstRow ?? firstRow,
    last_row: corrected?.lastRow ?? lastRow,
    first_column: (side?.from ?? 0) + 1,
    last_column: side ? side.to + 1 : width,
  },
  header_rows: layout.hasHeader
    ? [...aside].flatMap(([row, reason]) => (reason === 'header' ? [row] : [])).sort((a, b) => a - b)
    : [],
})

/** Writes the data rows of one table, and counts the others. */
export class TableWriter {
  readonly #sorter: RowSorter
  #file: NormalisedFile | undefined

  constructor(layout: TableLayout) {
    this.#sorter = new RowSorter(layout)
  }

  get columns() {
    return this.#sorter.columns
  }

  async open(path: string) {
    this.#file = await NormalisedFile.create(path, this.#sorter.layout.width)
  }

  get file(): NormalisedFile {
    if (!this.#file) throw new Error('the table is not open')
    return this.#file
  }

  /** Takes a record of the file, if its row is one of the table's. */
  add(record: TextRecord) {
    const cells = this.#sorter.sort(record)
    if (cells && this.file.add(record.row, cells)) this.#sorter.warn('nul_characters', record.row)
  }

  /** The table as it was written to `path`; `read` says how its file was read. */
  part(path: string, read: Pick<TablePart, 'format' | 'encoding' | 'dialect'>): TablePart {
    const { part, title } = this.#sorter.layout
    return {
      path,
      part,
      columns: this.columns,
      rowCount: this.file.rows,
      format: read.format,
      encoding: read.encoding,
      dialect: read.dialect,
      title,
      excluded: this.#sorter.excluded,
      warnings: this.#sorter.warnings(this.file.rows),
      ...placeOf(this.#sorter.layout),
    }
  }

  async abandon() {
    await this.#file?.abandon()
  }
}
