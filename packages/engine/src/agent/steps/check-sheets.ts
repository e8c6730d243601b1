import type { SheetSet } from '../../sheet/index.ts'
import { count, list, sayDone } from '../say.ts'
import { resultOf, type Step } from '../step.ts'

/** Says what the rules of the templates have found. Flagged rows are kept; whether to export them is asked at export. */
export const checkSheets: Step = async (context) => {
  const { sheets } = resultOf<SheetSet>(context, 'transform')
  const flagged = sheets.filter(({ invalid_rows }) => invalid_rows > 0)
  const text =
    flagged.length === 0
      ? 'All rows satisfy the rules of their templates.'
      : `Rows with invalid cells: ${list(flagged.map(({ name, invalid_rows, row_count }) => `${name} ${invalid_rows.toLocaleString('en-US')} of ${count(row_count, 'row')}`))}. They are kept and marked.`
  return {
    result: { invalid_rows: sheets.reduce((sum, { invalid_rows }) => sum + invalid_rows, 0) },
    events: [sayDone('validate', text)],
  }
}
