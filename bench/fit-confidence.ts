import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { matchColumns } from '../packages/engine/src/plan/index.ts'
import { generateProblems } from './support/generate-matching.ts'
import { matchSuite } from './support/match-manifest.ts'

export const about = 'fits how likely a choice of a source column is right; --write keeps the table'

const yardstickDir = fileURLToPath(new URL('../../shared/yardstick/', import.meta.url))
const tablePath = fileURLToPath(
  new URL('../packages/engine/src/plan/match/__generated__/confidence-table.ts', import.meta.url),
)

/** A choice that the engine made: its log-odds, and whether it was right. */
type Choice = { suite: string; odds: number; right: boolean; fitted: boolean }

/**
 * Fits the table that turns log-odds into probabilities: choices on made-up problems and on every other case of the
 * public suites, pooled until no step goes down (pool adjacent violators). The other halves only judge it.
 */
export default async function main(args: string[]): Promise<void> {
  const choices = [...madeChoices(), ...(await publicChoices())]
  const table = fitTable(choices.filter(({ fitted }) => fitted))
  console.log('log-odds → probability')
  for (const [odds, probability] of table) console.log(`${odds.toFixed(2).padStart(7)}  ${probability.toFixed(3)}`)
  for (const suite of new Set(choices.map((choice) => choice.suite))) {
    for (const fitted of [true, false]) {
      const own = choices.filter((choice) => choice.suite === suite && choice.fitted === fitted)
      const sure = own.filter(({ odds }) => read(table, odds) >= 0.9)
      if (own.length === 0) continue
      console.log(
        `${suite.padEnd(10)} ${fitted ? 'fitted ' : 'held out'} ${own.length} choices, ${share(own)} right; ${sure.length} at 0.9 or more, ${share(sure)} right`,
      )
    }
  }
  if (!args.includes('--write')) return
  await writeFile(tablePath, render(table))
  console.log(`written to ${tablePath}`)
}

const share = (choices: readonly Choice[]): string =>
  (choices.filter(({ right }) => right).length / Math.max(1, choices.length)).toFixed(3)

function madeChoices(): Choice[] {
  return generateProblems(400).flatMap(({ input, gold }, at) =>
    matchColumns(input)
      .filter(({ chosen }) => chosen)
      .map(({ source, target, odds }) => ({
        suite: 'made up',
        odds,
        right: gold.get(target) === source,
        fitted: at % 2 === 0,
      })),
  )
}

async function publicChoices(): Promise<Choice[]> {
  const choices: Choice[] = []
  for (const suite of ['saas_dbt', 'gdc', 'smutf']) {
    for (const [at, { case: each, matches }] of (await matchSuite(yardstickDir, suite)).entries()) {
      const judged = new Set(each.gold.map(({ source }) => source))
      for (const { source, target, odds, chosen } of matches) {
        if (!chosen || (each.cardinality === 'n:m' && !judged.has(source))) continue
        const right = each.gold.some((pair) => pair.source === source && pair.target === target)
        choices.push({ suite, odds, right, fitted: at % 2 === 0 })
      }
    }
  }
  return choices
}

type Knot = readonly [odds: number, probability: number]

/** Steps of at least this many choices: fewer say little. */
const leastInStep = 60

function fitTable(choices: readonly Choice[]): Knot[] {
  const sorted = [...choices].sort((a, b) => a.odds - b.odds)
  const steps: { odds: number; right: number; count: number }[] = []
  for (let from = 0; from < sorted.length; from += leastInStep) {
    const part = sorted.slice(from, from + leastInStep)
    steps.push({
      odds: part.reduce((sum, { odds }) => sum + odds, 0) / part.length,
      right: part.filter(({ right }) => right).length,
      count: part.length,
    })
  }
  for (let at = 1; at < steps.length; ) {
    const [low, high] = [steps[at - 1]!, steps[at]!]
    if (low.right / low.count < high.right / high.count || at === 0) {
      at += 1
      continue
    }
    const count = low.count + high.count
    steps.splice(at - 1, 2, {
      odds: (low.odds * low.count + high.odds * high.count) / count,
      right: low.right + high.right,
      count,
    })
    at = Math.max(1, at - 1)
  }
  // As if two more choices had been seen, one right and one wrong: nothing is ever certain.
  let most = 0
  return steps.map(({ odds, right, count }) => {
    most = Math.max(most, (right + 1) / (count + 2))
    return [round(odds), round(most)]
  })
}

const round = (value: number): number => Math.round(value * 1000) / 1000

function read(table: readonly Knot[], odds: number): number {
  const at = table.findIndex(([knot]) => knot >= odds)
  if (at === -1) return table.at(-1)![1]
  if (at === 0) return table[0]![1]
  const [low, high] = [table[at - 1]!, table[at]!]
  return low[1] + ((high[1] - low[1]) * (odds - low[0])) / (high[0] - low[0])
}

const render = (table: readonly Knot[]): string => `// Made by \`npm run bench -- fit-confidence --write\`.

/** Log-odds of a choice → how often such choices are right. Between two knots it is read on the line between them. */
export const confidenceTable: readonly (readonly [odds: number, probability: number])[] = [
${table.map(([odds, probability]) => `  [${odds}, ${probability}],`).join('\n')}
]
`
