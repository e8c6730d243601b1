import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluateMapped, parsePrice } from '../../packages/engine/src/recipe/index.ts'
import { splitAddress, splitName } from '../../packages/engine/src/values/index.ts'
import { readMoments } from '../support/read-moments.ts'
import { scorePredictions } from '../support/score-predictions.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'price'
export const about = 'amounts and currencies out of price texts, and whatever other single values the data sets hold'
export const floor = { amount: 0.94 }
export const aim = { amount: 0.99, currency: 0.99 }

const manifest = 'dev.normalise.json'

/** One text to be read; what else is there depends on the suite. */
type ValueCase = {
  input: string | null
  currency_hint?: string | null
  region?: string | null
  country?: string | null
  order?: string | null
}

/** Predictions of every suite that the manifest may hold. Parts of names and addresses go by all their usual names. */
const readers: Readonly<Record<string, (cases: readonly ValueCase[]) => Promise<unknown[]>>> = {
  price: async (cases) => cases.map(({ input, currency_hint }) => parsePrice(input, currency_hint ?? null)),
  date: (cases) =>
    readMoments(
      cases.map(({ input, order }) => ({
        text: input,
        order: /^d/i.test(order ?? '') ? 'day_first' : /^m/i.test(order ?? '') ? 'month_first' : undefined,
      })),
    ),
  phone: async (cases) => cases.map(({ input, region }) => evaluateMapped['phone_or_null']!([input, region ?? null])),
  name: async (cases) =>
    cases.map(({ input }) => {
      const parts = splitName(input ?? '')
      return { ...parts, ...Object.fromEntries(Object.entries(parts).map(([part, text]) => [`${part}_name`, text])) }
    }),
  address: async (cases) =>
    cases.map(({ input, country, region }) => {
      const address = splitAddress(input ?? '', country ?? region ?? null)
      return {
        ...address,
        house_number: address.number,
        street_name: address.street,
        road: address.street,
        state: address.region,
        zip: address.postcode,
        postal_code: address.postcode,
        country_code: address.countryCode,
      }
    }),
}

export async function run(yardstickDir: string): Promise<Row[]> {
  const { paths_relative_to, cases } = JSON.parse(await readFile(join(yardstickDir, manifest), 'utf8')) as {
    paths_relative_to: string
    cases: { suite: string; cases: string }[]
  }
  const predictions: Record<string, unknown[]> = {}
  for (const { suite, cases: file } of cases) {
    const texts = JSON.parse(await readFile(join(yardstickDir, paths_relative_to, file), 'utf8')) as ValueCase[]
    const read = readers[suite]
    if (read) predictions[suite] = await read(texts)
  }
  const scores = (await scorePredictions({
    yardstickDir,
    kind: 'normalise',
    manifest,
    predictions: { json: predictions },
  })) as Record<string, Record<string, number>>
  return Object.entries(scores).flatMap(([suite, { n, ...measured }]) => {
    void n
    const named =
      suite === name
        ? measured
        : Object.fromEntries(Object.entries(measured).map(([metric, value]) => [`${suite} ${metric}`, value]))
    return rowsOf({ name, floor, aim }, named)
  })
}
