import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { TemplateColumn } from '@godwit/contract'
import { type CountryCode, getExampleNumber, type NationalNumber } from 'libphonenumber-js/max'
import { type Duckdb, openMemoryDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { convert } from '../../packages/engine/src/plan/convert/convert.ts'
import { readIntent } from '../../packages/engine/src/plan/match/read-intent.ts'
import { profileRelation } from '../../packages/engine/src/profile/profile-table.ts'
import { evaluateMapped, libraryMacros } from '../../packages/engine/src/recipe/index.ts'
import { sql } from '../../packages/engine/src/sql/quote.ts'
import { splitAddress, splitName } from '../../packages/engine/src/values/index.ts'
import { addressStyles, dateWriters, makeAddress, makeName, moneyLocales, seeded } from '../support/make-values.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'values'
export const about = 'generated dates, money, phones, names and addresses of many locales, column by column'
export const floor = {}
export const aim = { dates: 0.99, money: 0.99, prices: 0.99, phones: 0.99, names: 0.97, addresses: 0.95 }

const perColumn = 120

export async function run(): Promise<Row[]> {
  const db = await openMemoryDuckdb()
  try {
    await db.exec(libraryMacros())
    const dates = await countDates(db)
    const money = await countMoney(db)
    const parts: Record<string, Count> = {
      dates,
      money,
      prices: countPrices(),
      phones: await countPhones(),
      names: countNames(),
      addresses: countAddresses(),
    }
    const rows = rowsOf(
      { name, floor, aim },
      Object.fromEntries(Object.entries(parts).map(([part, count]) => [part, count.right / count.all])),
    )
    return rows.map((row) => {
      const worst = parts[row.metric]!.worst
      return worst === null ? row : { ...row, note: `worst: ${worst}` }
    })
  } finally {
    await db.close()
  }
}

type Count = { right: number; all: number; worst: string | null }

/** Adds up shares of kinds; `worst` names the kind with the most wrong, and one of its texts. */
class Tally {
  #kinds: { kind: string; right: number; all: number; wrong: string | null }[] = []
  add(kind: string, results: readonly { ok: boolean; text: string }[]): void {
    const wrong = results.find(({ ok }) => !ok)
    this.#kinds.push({
      kind,
      right: results.filter(({ ok }) => ok).length,
      all: results.length,
      wrong: wrong?.text ?? null,
    })
  }
  get count(): Count {
    const [worst] = [...this.#kinds].sort((a, b) => a.right / a.all - b.right / b.all)
    return {
      right: this.#kinds.reduce((sum, { right }) => sum + right, 0),
      all: this.#kinds.reduce((sum, { all }) => sum + all, 0),
      worst: worst && worst.right < worst.all ? `${worst.kind} ${worst.right}/${worst.all} (${worst.wrong})` : null,
    }
  }
}

/** A column as the planner converts it: profiled over all its rows, then by the expression it would put in a recipe. */
async function converted(db: Duckdb, texts: readonly string[], column: TemplateColumn): Promise<(string | null)[]> {
  await db.exec(sql('CREATE OR REPLACE TEMP TABLE made (_row BIGINT, v VARCHAR)'))
  await db.rows(sql('INSERT INTO made SELECT unnest(CAST($1 AS BIGINT[])), unnest(CAST($2 AS VARCHAR[]))'), [
    texts.map((_, at) => at + 1),
    [...texts],
  ])
  const [profile] = await profileRelation({ db, relation: sql('made'), columns: ['v'], rowCount: texts.length })
  const { sql: expression } = convert({
    column,
    intent: readIntent(column, { name: 'made' }),
    sql: 'made."v"',
    profile: profile!,
    mapName: 'v',
    choices: {},
  })
  const mapped = /^(format_money)\(made\."v", '(\d)'\)$/.exec(expression)
  if (mapped) return texts.map((text) => evaluateMapped[mapped[1]!]!([text, mapped[2]!]))
  const rows = await db.rows<{ out: string | null }>(
    sql(`SELECT CAST(${expression} AS VARCHAR) AS out FROM made ORDER BY _row`),
  )
  return rows.map(({ out }) => out)
}

const columnOf = (type: 'date' | 'decimal'): TemplateColumn =>
  ({
    name: type === 'date' ? 'day' : 'amount',
    type,
    description: '',
    required: false,
    unique: false,
    desiredRule: 'none',
    strictRule: null,
    linkRule: null,
  }) as unknown as TemplateColumn

async function countDates(db: Duckdb): Promise<Count> {
  const tally = new Tally()
  for (const [index, { way, write }] of dateWriters.entries()) {
    const random = seeded(100 + index)
    const dates = Array.from(
      { length: perColumn },
      () => new Date(Math.floor(Date.UTC(1999, 0, 1) + random() * 25 * 365.25 * 86_400_000)),
    )
    const texts = dates.map((date) => write(date, random))
    const out = await converted(db, texts, columnOf('date'))
    tally.add(
      way,
      texts.map((text, at) => ({ text, ok: out[at] === dates[at]!.toISOString().slice(0, 10) })),
    )
  }
  return tally.count
}

function amounts(seed: number): number[] {
  const random = seeded(seed)
  return Array.from({ length: perColumn }, () => {
    const size = 10 ** Math.floor(1 + random() * 6)
    return (random() < 0.15 ? -1 : 1) * (Math.floor(random() * size * 100) / 100)
  })
}

const written = (amount: number, [locale, currency]: readonly [string, string], at: number): string => {
  const display = (['symbol', 'code', 'narrowSymbol'] as const)[at % 3]!
  const style = at % 4 === 3 ? {} : { style: 'currency' as const, currency, currencyDisplay: display }
  return new Intl.NumberFormat(locale, { ...style, minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount)
}

async function countMoney(db: Duckdb): Promise<Count> {
  const tally = new Tally()
  for (const [index, locale] of moneyLocales.entries()) {
    const made = amounts(200 + index)
    const texts = made.map((amount, at) => written(amount, locale, at))
    const out = await converted(db, texts, columnOf('decimal'))
    tally.add(
      locale.join(' '),
      texts.map((text, at) => ({ text, ok: Number(out[at]) === made[at] })),
    )
  }
  return tally.count
}

/** Each text by itself, as in a column in which several ways are mixed. */
function countPrices(): Count {
  const tally = new Tally()
  for (const [index, locale] of moneyLocales.entries()) {
    const made = amounts(300 + index)
    const texts = made.map((amount, at) => written(amount, locale, at))
    tally.add(
      locale.join(' '),
      texts.map((text, at) => ({ text, ok: Number(evaluateMapped['parse_money']!([text])) === made[at] })),
    )
  }
  return tally.count
}

async function countPhones(): Promise<Count> {
  const examples = JSON.parse(
    await readFile(createRequire(import.meta.url).resolve('libphonenumber-js/examples.mobile.json'), 'utf8'),
  ) as Record<CountryCode, NationalNumber>
  const tally = new Tally()
  for (const region of 'US GB DE FR IT ES AU CA NL SE CH AT BE DK NO FI IE NZ JP IN BR MX ZA PL PT'.split(' ')) {
    const example = getExampleNumber(region as CountryCode, examples)!
    const ways = [
      example.formatNational(),
      example.formatInternational(),
      example.number,
      example
        .formatNational()
        .replace(/[\s()-]+/g, '.')
        .replace(/^\./, ''),
      example.formatInternational().replace('+', '00'),
      `Tel.: ${example.formatNational()}`,
      example
        .formatInternational()
        .replace(/ (?=\d)/, ' (0) ')
        .replace(' (0) ', region === 'DE' || region === 'GB' ? ' (0)' : ' '),
    ]
    tally.add(
      region,
      ways.map((text) => ({ text, ok: evaluateMapped['phone_or_null']!([text, region]) === example.number })),
    )
  }
  return tally.count
}

function countNames(): Count {
  const random = seeded(400)
  const tally = new Tally()
  for (let at = 0; at < 1000; at++) {
    const { text, means } = makeName(random)
    const split = splitName(text)
    tally.add('name', [
      {
        text,
        ok: (['title', 'first', 'middle', 'last', 'suffix'] as const).every((field) => split[field] === means[field]),
      },
    ])
  }
  return tally.count
}

function countAddresses(): Count {
  const random = seeded(500)
  const tally = new Tally()
  for (const style of addressStyles) {
    const results = Array.from({ length: 200 }, () => {
      const { text, means } = makeAddress(random, style)
      const split = splitAddress(text)
      const fields = ['street', 'number', 'unit', 'city', 'region', 'postcode', 'country'] as const
      return { text: text.replaceAll('\n', '|'), ok: fields.every((field) => split[field] === means[field]) }
    })
    tally.add(style.country, results)
  }
  return tally.count
}
