import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePrice } from '../../packages/engine/src/recipe/index.ts'
import { scorePredictions } from '../support/score-predictions.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'price'
export const about = 'amounts and currencies out of price texts of web shops in many languages'
export const floor = { amount: 0.94 }
export const aim = { amount: 0.99, currency: 0.99 }

const manifest = 'dev.normalise.json'

type PriceCase = { input: string | null; currency_hint: string | null }

export async function run(yardstickDir: string): Promise<Row[]> {
  const { paths_relative_to, cases } = JSON.parse(await readFile(join(yardstickDir, manifest), 'utf8')) as {
    paths_relative_to: string
    cases: { suite: string; cases: string }[]
  }
  const own = cases.find(({ suite }) => suite === name)
  if (!own) return []
  const texts = JSON.parse(await readFile(join(yardstickDir, paths_relative_to, own.cases), 'utf8')) as PriceCase[]
  const predictions = { json: { price: texts.map(({ input, currency_hint }) => parsePrice(input, currency_hint)) } }
  const scores = (await scorePredictions({ yardstickDir, kind: 'normalise', manifest, predictions })) as {
    price: { amount: number; currency: number }
  }
  return rowsOf({ name, floor, aim }, { amount: scores.price.amount, currency: scores.price.currency })
}
