import type { SourceWarning } from '@godwit/contract'

/** How many positions a warning names. */
const shownRows = 20

const texts = {
  formula_without_value:
    'Cells with a formula whose result is not in the file; they are empty. Open the file, let it calculate, and save it.',
  error_values: 'Cells show an error such as #N/A; it was kept as text.',
  hidden_rows: 'Hidden rows were read like the others.',
  hidden_columns: 'Hidden columns were read like the others.',
  hidden_times: 'Days have a time that their format does not show; the day alone was taken.',
  merged_cells: 'Cells merged over several rows: their value was taken for each of the rows.',
} as const
export type RowNote = keyof typeof texts

/** Facts about rows that a person should know, counted while they are found. */
export class RowNotes {
  readonly #found = new Map<RowNote, { rows: number[]; count: number }>()

  /** `row` 0 is the whole sheet. */
  add(note: RowNote, row: number) {
    const found = this.#found.get(note) ?? { rows: [], count: 0 }
    this.#found.set(note, found)
    if (row > 0 && found.rows.at(-1) === row) return
    found.count++
    if (row > 0 && found.rows.length < shownRows) found.rows.push(row)
  }

  warnings(): SourceWarning[] {
    return [...this.#found].map(([code, { rows, count }]) => ({ code, message: texts[code], rows, count }))
  }
}

/** Said of a sheet as a whole. */
export const hiddenSheet = (): SourceWarning => ({
  code: 'hidden_sheet',
  message: 'The sheet is hidden in the workbook; it was read like the others.',
  rows: [],
  count: 1,
})
