import { percent } from '../packages/cli/src/example/render-outcome.ts'
import { meanOfVariants, runVariants, suited, type VariedOutcome } from './support/run-variants.ts'
import { variations } from './support/vary-csv.ts'

export const about = 'the examples written otherwise: columns shuffled, headers renamed, dates in another order'

/** Scores every suited example in every variation. Arguments: names of examples. */
export default async function main(args: string[]): Promise<void> {
  const outcomes: VariedOutcome[] = []
  for await (const varied of runVariants(args.length > 0 ? args : suited)) {
    outcomes.push(varied)
    const { name, variation, outcome } = varied
    if (variation === variations[0]) console.log(`\n── ${name}`)
    const wrong = outcome.sheets.flatMap(({ slug, score }) =>
      score.wrongColumns.slice(0, 3).map(({ column, cells }) => `${slug}.${column} ${cells}`),
    )
    console.log(
      `${variation.padEnd(18)} ${percent(outcome.total.score).padStart(8)}  ${outcome.asked.length} asked${wrong.length > 0 ? `; differ: ${wrong.join(', ')}` : ''}`,
    )
  }
  console.log()
  for (const variation of variations) {
    console.log(`mean, ${variation.padEnd(18)} ${percent(meanOfVariants(outcomes, variation))}`)
  }
  console.log(`mean of all variants     ${percent(meanOfVariants(outcomes))}`)
}
