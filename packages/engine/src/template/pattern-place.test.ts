import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { sql } from '../sql/quote.ts'
import { patternFault } from './pattern-place.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

const faultOf = async (pattern: string) => {
  const message = await db.rows(sql(`SELECT regexp_full_match('', ?)`), [pattern]).then(
    () => null,
    (error: Error) => error.message,
  )
  return message === null ? null : patternFault(pattern, message)
}

test.each([
  ['(?=a)b', 0, 'look-around'],
  ['a(?<!x)', 1, 'look-around'],
  ['\\(?\\d+(?=x)', 6, 'look-around'],
  ['(a)\\1', 3, 'back-references'],
  ['(?>a)', 0, 'atomic groups'],
  ['(?<year>\\d+)', 0, '(?P<name>'],
  ['x(abc', 1, 'missing )'],
  ['[(](a', 3, 'missing )'],
  ['abc)', 3, 'unexpected )'],
  ['ab[a-', 2, 'missing ]'],
  ['[z-a]', 1, 'range'],
  ['a**', 1, 'bad repetition'],
  ['*a', 0, 'no argument'],
  ['a{2,1}', 1, 'repetition size'],
  ['a\\', 1, 'trailing'],
])('RE2 refuses %s at character %i', async (pattern, index, reason) => {
  const fault = await faultOf(pattern)
  expect(fault?.index).toBe(index)
  expect(fault?.reason).toContain(reason)
})

test('what RE2 takes has no fault', async () => {
  for (const pattern of ['^[A-Z]{2}\\d+$', '(?i)yes|no', '\\p{L}+', '(?P<n>a)'])
    expect(await faultOf(pattern)).toBeNull()
})
