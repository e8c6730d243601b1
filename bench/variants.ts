import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Example, listExamples, readExample } from '../packages/cli/src/example/read-example.ts'
import { percent } from '../packages/cli/src/example/render-outcome.ts'
import { runExample } from '../packages/cli/src/example/run-example.ts'
import { openLocal } from '../packages/cli/src/local/open-local.ts'
import { type Variation, variations, varyCsv } from './support/vary-csv.ts'

export const about = 'the examples written otherwise: columns shuffled, headers renamed, dates in another order'

/** Examples whose files start with their header, so that they can be written otherwise without changing their content. */
const suited = ['hubspot-crm', 'servicem8-jobs', 'shop-orders', 'three-contact-lists', 'users-departments']

/**
 * Scores every suited example in every variation. Nothing is answered beyond what the example itself answers, so a
 * column that is not found stays wrong. Arguments: names of examples.
 */
export default async function main(args: string[]): Promise<void> {
  const names = (await listExamples()).filter((name) => (args.length > 0 ? args.includes(name) : suited.includes(name)))
  const dir = await mkdtemp(join(tmpdir(), 'godwit-variants-'))
  const scores = new Map<Variation, number[]>(variations.map((variation) => [variation, []]))
  await using local = await openLocal({})
  try {
    for (const name of names) {
      const example = await readExample(name)
      console.log(`\n── ${name}`)
      for (const variation of variations) {
        const varied = await writeVaried(example, variation, join(dir, name, variation.replaceAll(' ', '-')))
        const client = await local.addAccount(`${name}, ${variation}`)
        const outcome = await runExample(client, varied, { now: () => performance.now() })
        scores.get(variation)!.push(outcome.total.score)
        const wrong = outcome.sheets.flatMap(({ slug, score }) =>
          score.wrongColumns.slice(0, 3).map(({ column, cells }) => `${slug}.${column} ${cells}`),
        )
        console.log(
          `${variation.padEnd(18)} ${percent(outcome.total.score).padStart(8)}  ${outcome.asked.length} asked${wrong.length > 0 ? `; differ: ${wrong.join(', ')}` : ''}`,
        )
      }
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
  console.log()
  for (const [variation, list] of scores) console.log(`mean, ${variation.padEnd(18)} ${percent(mean(list))}`)
  const varied = [...scores].filter(([variation]) => variation !== 'as it is').flatMap(([, list]) => list)
  console.log(`mean of all variants     ${percent(mean(varied))}`)
}

const mean = (list: readonly number[]): number => list.reduce((sum, score) => sum + score, 0) / Math.max(1, list.length)

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
