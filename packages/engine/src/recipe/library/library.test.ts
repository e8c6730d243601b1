import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../../duckdb/index.ts'
import { sql } from '../../sql/quote.ts'
import { evaluateMapped } from '../evaluate-mapped.ts'
import { library, libraryMacros } from './library.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
  await db.exec(libraryMacros())
})
afterAll(() => db.close())

const value = async (expression: string, from = '') => {
  const [row] = await db.rows<{ value: string | null }>(sql(`SELECT CAST(${expression} AS VARCHAR) AS value ${from}`))
  return row!.value
}

describe('each example of the library comes out as documented', () => {
  for (const entry of library) {
    for (const [call, result] of entry.examples) {
      test(`${call} is ${result ?? 'empty'}`, async () => {
        if (entry.kind === 'macro') {
          expect(await value(call)).toBe(result)
          return
        }
        // A mapped function gets its arguments from SQL and runs outside it.
        const list = call.slice(entry.name.length)
        const [row] = await db.rows<{ args: (string | null)[] }>(sql(`SELECT [${list.slice(1, -1)}] AS args`))
        expect(evaluateMapped[entry.name]!(row!.args)).toBe(result)
      })
    }
  }
})

test('examples give the same over a column as over a constant', async () => {
  for (const entry of library) {
    if (entry.kind !== 'macro') continue
    for (const [call, result] of entry.examples) {
      const first = /^\w+\(('(?:[^']|'')*')/.exec(call)?.[1]
      if (!first) continue
      const over = call.replace(first, 't."v"')
      expect(await value(over, `FROM (VALUES (${first}), ('other')) t("v") LIMIT 1`), over).toBe(result)
    }
  }
})

test('a column named like a parameter inside the library is not captured', async () => {
  const from = `FROM (VALUES ('1.234,50', 'a')) t("_n", "_x")`
  expect(await value(`format_number(t."_n", 'comma', 2)`, from)).toBe('1234.50')
  expect(await value(`pick_first(t."_x", t."_n")`, from)).toBe('a')
})

test('functions nest four deep without the statement growing out of bounds', async () => {
  const nested = `format_number(format_number(format_number(format_number('$1,234.5', 'dot', 3), 'plain', 2), 'plain', 1), 'plain', 0)`
  const started = performance.now()
  expect(await value(nested)).toBe('1235')
  expect(performance.now() - started).toBeLessThan(5000)
})

test('names are unique, and each function has an example', () => {
  expect(new Set(library.map(({ name }) => name)).size).toBe(library.length)
  for (const entry of library) {
    if (entry.kind !== 'value_map') expect(entry.examples.length, entry.name).toBeGreaterThan(1)
  }
})
