import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { sql } from '../sql/quote.ts'
import { writtenDatePattern, writtenInstantSql } from './written-date.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

const read = async (texts: readonly string[]): Promise<(string | null)[]> => {
  const rows = await db.rows<{ at: string | null }>(
    sql(`SELECT CAST(${writtenInstantSql('v')} AS VARCHAR) AS at FROM (SELECT unnest(CAST($1 AS VARCHAR[])) AS v)`),
    [[...texts]],
  )
  return rows.map(({ at }) => at)
}

const locales = [
  'en-US',
  'en-GB',
  'de-DE',
  'de-AT',
  'fr-FR',
  'es-ES',
  'es-MX',
  'it-IT',
  'nl-NL',
  'nl-BE',
  'pt-PT',
  'pt-BR',
]

test('every day of these languages, long or with its weekday, reads as the day that it is', async () => {
  const made = fc.sample(
    fc.tuple(
      fc.integer({ min: 0, max: 50_000 }),
      fc.constantFrom(...locales),
      fc.constantFrom('long' as const, 'full' as const),
    ),
    { numRuns: 600, seed: 7 },
  )
  const pattern = new RegExp(`^${writtenDatePattern}$`, 'u')
  const cases = made.map(([day, locale, dateStyle]) => {
    const date = new Date(Date.UTC(1920, 0, 1) + day * 86_400_000)
    const text = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' }).format(date)
    return { text, at: `${date.toISOString().slice(0, 10)} 00:00:00` }
  })
  const found = await read(cases.map(({ text }) => text))
  for (const [index, { text, at }] of cases.entries()) {
    expect(found[index], text).toBe(at)
    expect(pattern.test(text), text).toBe(true)
  }
})

test('a day that does not exist is none, whatever stands with it', async () => {
  expect(
    await read(['31 February 2021', '30. Februar 2021', '31 de abril de 2021 10:00', 'Feb 29th, 2021 10:00 +0100']),
  ).toEqual([null, null, null, null])
})

test('a zone is taken off, an unknown or ambiguous one is not guessed', async () => {
  expect(await read(['3 Mar 2021 14:05 CET', 'March 3, 2021 2:05 PM PST', '3 Mar 2021 14:05 IST'])).toEqual([
    '2021-03-03 13:05:00',
    '2021-03-03 22:05:00',
    null,
  ])
})

test('no text fails', async () => {
  const texts = fc.sample(fc.string({ unit: 'grapheme', maxLength: 60 }), { numRuns: 300, seed: 3 })
  expect(await read(texts)).toHaveLength(texts.length)
})
