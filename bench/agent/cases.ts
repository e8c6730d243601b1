import { listExamples, readExample } from '../../packages/cli/src/example/read-example.ts'
import { type ExampleOutcome, runExample } from '../../packages/cli/src/example/run-example.ts'
import { openLocal } from '../../packages/cli/src/local/open-local.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'cases'
export const about = 'the ten examples: cells, questions and flagged rows against what is right'
export const floor = {}
export const aim = { 'score, mean': 0.99, 'exactly right': 0.9, 'questions as expected': 1 }

/** Every example through the HTTP API, in process; needs no public data. */
export async function run(): Promise<Row[]> {
  await using local = await openLocal({})
  const outcomes: ExampleOutcome[] = []
  for (const example of await listExamples()) {
    const client = await local.addAccount(example)
    outcomes.push(await runExample(client, await readExample(example), { now: () => performance.now() }))
  }
  const share = (test: (outcome: ExampleOutcome) => boolean) => outcomes.filter(test).length / outcomes.length
  const wrong = outcomes.filter(({ exact }) => !exact).map(({ example }) => example.name)
  return rowsOf(
    { name, floor, aim },
    {
      'score, mean': outcomes.reduce((sum, { total }) => sum + total.score, 0) / outcomes.length,
      'exactly right': share(({ exact }) => exact),
      'questions as expected': share(
        ({ questions }) => questions.asked === questions.expected && questions.unexpected === 0,
      ),
    },
  ).map((row) =>
    row.metric === 'exactly right' && wrong.length > 0 ? { ...row, note: `not ${wrong.join(', ')}` } : row,
  )
}
