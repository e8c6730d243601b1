import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Example, listExamples, readExample } from '../../packages/cli/src/example/read-example.ts'
import { type ExampleOutcome, runExample } from '../../packages/cli/src/example/run-example.ts'
import { openLocal } from '../../packages/cli/src/local/open-local.ts'
import { type Variation, variations, varyCsv } from './vary-csv.ts'

/** Examples whose files start with their header, so that they can be written otherwise without changing their content. */
export const suited = ['hubspot-crm', 'servicem8-jobs', 'shop-orders', 'three-contact-lists', 'users-departments']

export type VariedOutcome = { name: string; variation: Variation; outcome: ExampleOutcome }

/**
 * Runs every named example in every variation. Nothing is answered beyond what the example itself answers, so a column
 * that is not found stays wrong.
 */
export async function* runVariants(wanted: readonly string[]): AsyncGenerator<VariedOutcome> {
  const names = (await listExamples()).filter((name) => wanted.includes(name))
  const dir = await mkdtemp(join(tmpdir(), 'godwit-variants-'))
  await using local = await openLocal({})
  try {
    for (const name of names) {
      const example = await readExample(name)
      for (const variation of variations) {
        const varied = await writeVaried(example, variation, join(dir, name, variation.replaceAll(' ', '-')))
        const client = await local.addAccount(`${name}, ${variation}`)
        yield { name, variation, outcome: await runExample(client, varied, { now: () => performance.now() }) }
      }
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Mean score of what is not as it is. */
export function meanOfVariants(outcomes: readonly VariedOutcome[], variation?: Variation): number {
  const scores = outcomes
    .filter((each) => (variation === undefined ? each.variation !== 'as it is' : each.variation === variation))
    .map(({ outcome }) => outcome.total.score)
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length)
}

async function writeVaried(example: Example, variation: Variation, folder: string): Promise<Example> {
  await mkdir(folder, { recursive: true })
  const files: Example['files'] = []
  for (const { name, path } of example.files) {
    const text = await readFile(path, 'utf8')
    const target = join(folder, name)
    await writeFile(target, varyCsv(text, variation))
    files.push({ name, path: target })
  }
  return { ...example, files }
}
