import { listExamples, readExample } from '../packages/cli/src/example/read-example.ts'
import { renderOutcome, renderSummary } from '../packages/cli/src/example/render-outcome.ts'
import { type ExampleOutcome, runExample } from '../packages/cli/src/example/run-example.ts'
import { openLocal } from '../packages/cli/src/local/open-local.ts'

export const about = 'how much of each example comes out right; arguments: names of examples, --verbose'

/** Every example through the HTTP API, in process, on an embedded store. */
export default async function main(args: string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const verbose = args.includes('--verbose')
  const names = wanted.length > 0 ? wanted : await listExamples()
  const outcomes: ExampleOutcome[] = []
  await using local = await openLocal({})
  for (const name of names) {
    const outcome = await runExample(await local.addAccount(name), await readExample(name), {
      now: () => performance.now(),
    })
    outcomes.push(outcome)
    console.log(`\n── ${name}`)
    for (const line of renderOutcome(outcome)) console.log(line)
    for (const { file, row, kind, why } of outcome.issues.missed.slice(0, verbose ? Number.POSITIVE_INFINITY : 3)) {
      console.log(`not pointed out: ${file} row ${row}, ${kind}: ${why}`)
    }
    if (verbose && outcome.preview) console.log(outcome.preview.plan)
  }
  console.log()
  for (const line of renderSummary(outcomes)) console.log(line)
}
