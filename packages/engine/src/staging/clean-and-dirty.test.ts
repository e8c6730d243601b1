import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countedRows, openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const word = fc.string({
  unit: fc.constantFrom('a', 'Z', '7', 'é', ' ', ',', '"', '\n', "'", '-'),
  minLength: 1,
  maxLength: 6,
})
const cell = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('') },
)
const tables = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.array(
    // At least two filled cells, the first a number: no row is blank, a note or a total.
    fc
      .tuple(fc.nat(), word, fc.array(cell, { minLength: width, maxLength: width }))
      .map(([id, name, rest]) => [String(id), name, ...rest]),
    { minLength: 3, maxLength: 12 },
  ),
)

const write = (rows: (string | null)[][], lineEnd: string) =>
  rows
    .map((row) =>
      row
        .map((value) =>
          value === null
            ? ''
            : value === '' || /[",\n]|^\s|\s$/.test(value)
              ? `"${value.replaceAll('"', '""')}"`
              : value,
        )
        .join(','),
    )
    .join(lineEnd) + lineEnd

test('the fast and the forgiving reader agree on every table, to the last cell', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), async (rows, lineEnd) => {
      fc.pre(rows.every((row) => row[1]!.trim() !== ''))
      const header = ['id', 'name', ...rows[0]!.slice(2).map((_, at) => `col ${at}`)]
      const clean = write([header, ...rows], lineEnd)
      // A blank line at the end is enough for the forgiving reader, and changes nothing above it.
      const [fast, forgiving] = [
        (await staging.stage('t.csv', clean)).tables[0]!,
        (await staging.stage('t.csv', clean + lineEnd)).tables[0]!,
      ]
      const expected = rows.map((row, at) => [at + 2, ...row])
      expect(await staging.rows(fast)).toEqual(expected)
      expect(await staging.rows(forgiving)).toEqual(expected)
      expect(forgiving.columns).toEqual(fast.columns)
      expect([countedRows(fast), countedRows(forgiving)]).toEqual([rows.length + 1, rows.length + 2])
    }),
    { numRuns: 60 },
  )
})

test('a large file that turns out not to be clean near its end is read whole by the forgiving reader', async () => {
  const line = (at: number) => `${at},name ${at},${at}.50,some more text to make the file large enough\n`
  const lines = Array.from({ length: 170_000 }, (_, at) => line(at + 1))
  const clean = `id,name,amount,note\n${lines.join('')}`
  expect(clean.length).toBeGreaterThan(8 * 1024 * 1024)
  const [fast] = (await staging.stage('t.csv', clean)).tables
  const [forgiving] = (await staging.stage('t.csv', `${clean}170001,short\n`)).tables
  expect([fast!.row_count, forgiving!.row_count]).toEqual([170_000, 170_001])
  expect(forgiving!.warnings).toMatchObject([{ code: 'short_rows', rows: [170_002] }])
  const [first, second] = [await staging.rows(fast!), await staging.rows(forgiving!)]
  expect(second.slice(0, -1)).toEqual(first)
  expect(second.at(-1)).toEqual([170_002, '170001', 'short', null, null])
})
