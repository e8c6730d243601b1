import { meanOfVariants, runVariants, suited, type VariedOutcome } from '../support/run-variants.ts'
import { type Row, rowsOf } from '../support/suite.ts'
import { variations } from '../support/vary-csv.ts'

export const name = 'variants'
export const about = 'examples written otherwise: columns shuffled, headers renamed, dates in another order'
export const floor = {}
export const aim = { 'score, mean': 0.97, 'headers renamed': 0.97 }

/** Needs no public data. */
export async function run(): Promise<Row[]> {
  const outcomes: VariedOutcome[] = []
  for await (const outcome of runVariants(suited)) outcomes.push(outcome)
  return rowsOf(
    { name, floor, aim },
    {
      'score, mean': meanOfVariants(outcomes),
      ...Object.fromEntries(variations.map((variation) => [variation, meanOfVariants(outcomes, variation)])),
    },
  )
}
