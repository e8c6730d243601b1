import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { constantProblem } from './constant-size.ts'
import { parseExpressions } from './parse-expressions.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

async function problem(expression: string): Promise<string | null> {
  const [parsed] = await parseExpressions(db, [expression])
  if (!parsed || 'problem' in parsed) throw new Error(JSON.stringify(parsed))
  return constantProblem(parsed.ast)
}
const long = 'a'.repeat(3000)

test.each([
  ['nested replacements', `replace(replace('${long}', 'a', '${long}'), 'a', '${long}')`],
  ['beside a column', `p."X" || length(replace(replace('${long}', 'a', '${long}'), 'a', '${long}'))`],
  ['in a list', `array_to_string(string_split('${long}', ''), '${long}')`],
  ['by doubling', `${'hex('.repeat(60)}'a'${')'.repeat(60)}`],
  ['in a distance', `damerau_levenshtein('${long}', '${long}')`],
  ['in a branch that is never taken', `CASE WHEN p."X" = 'a' THEN replace('${long}', 'a', '${long}') END`],
])('constants that would blow up %s are refused without being worked out', async (_, expression) => {
  expect(await problem(expression)).toContain('constants alone')
})

test.each([
  `replace(replace(p."X", 'ä', 'ae'), 'ö', 'oe')`,
  `replace(p."X", 'a', '${long}')`,
  `format_date(p."X", ['%d/%m/%Y', '%Y-%m-%d'], '%Y-%m-%d')`,
  `strptime('01/01/2020', '%d/%m/%Y')`,
  `concat_ws(', ', 'a', 'b', 'c', 'd', 'e', 'f', 'g')`,
  `CASE WHEN lower(p."X") IN ('a', 'b', 'c') THEN upper(trim('x')) ELSE 'y' || 'z' END`,
])('%s is fine', async (expression) => {
  expect(await problem(expression)).toBeNull()
})
