import { calibration, matchSuite, scoreMatches } from './match-manifest.ts'
import { type Row, rowsOf, type Suite } from './suite.ts'

/** The figures of one suite of the schema-matching manifest, with how far its confidence can be believed. */
export async function matchedRows(suite: Pick<Suite, 'name' | 'floor' | 'aim'>, yardstickDir: string): Promise<Row[]> {
  const matched = await matchSuite(yardstickDir, suite.name)
  const { n: cases = 0, ...scores } = await scoreMatches(yardstickDir, suite.name, matched)
  const { right, sure, chosen } = calibration(matched)
  const rows = rowsOf(suite, { ...scores, 'right at 0.9': right })
  return rows.map((row) =>
    row.metric === 'right at 0.9' ? { ...row, note: `${sure} of ${chosen} choices, ${cases} cases` } : row,
  )
}
