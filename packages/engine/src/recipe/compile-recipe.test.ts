import { recipeBodySchema, type StagedTable } from '@godwit/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { input, makeTemplate } from '../../test/support/sheet-bench.ts'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { ident, sql } from '../sql/quote.ts'
import {
  compileRecipe,
  fillLookup,
  libraryMacros,
  lookupArguments,
  renderInput,
  renderScope,
  renderTransform,
} from './index.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
  await db.exec(libraryMacros())
})
afterAll(() => db.close())

const staged = (columns: string[]) =>
  ({ name: 't', columns: columns.map((name) => ({ name, header: name, nested: false })) }) as unknown as StagedTable

/** The transform's SQL of a sheet over one table, and its rows over what is in `source`. */
async function transform(
  columns: string[],
  expressions: Record<string, string>,
  extra: object = {},
  shape: object[] = [],
) {
  const body = recipeBodySchema.parse({
    inputs: [input('t', shape)],
    sheets: [
      {
        template: 's',
        from: 't',
        columns: Object.fromEntries(Object.entries(expressions).map(([name, each]) => [name, { sql: each }])),
        ...extra,
      },
    ],
  })
  const templates = [
    makeTemplate(
      's',
      Object.keys(expressions).map((name) => ({ name })),
    ),
  ]
  const { compiled, problems } = await compileRecipe({ db, recipe: body, templates, tables: [staged(columns)] })
  if (!compiled) throw new Error(JSON.stringify(problems))
  const [sheet] = compiled.sheets
  const rendered = renderInput(sheet!.from, new Map(), () => ident('source'), { careful: false })
  for (const step of rendered.steps) if (step.kind === 'sql') await db.exec(step.statement)
  const scope = renderScope(sheet!, new Map([['t', rendered.relation]]), [])
  for (const lookup of sheet!.lookups) await fillLookup(db, lookup, lookupArguments(scope, sheet!.lookups, lookup))
  const statement = renderTransform({ sheet: sheet!, scope, mode: { careful: false }, multiplies: false })
  return { statement, rows: await db.rows(statement) }
}

test('a plain column is read as it was written, and a mapped function is joined', async () => {
  await db.exec(
    sql(`CREATE OR REPLACE TABLE source AS SELECT 2 AS _row, '0491 570 156' AS "Tel ""x""", 'Australia' AS c`),
  )
  const { statement, rows } = await transform(['Tel "x"', 'c'], {
    raw: 't."Tel ""x"""',
    phone: `clean_phone(t."Tel ""x""", country_code(t."c"))`,
  })
  expect(statement).toBe(`SELECT "t".__ord,
  "t".__t,
  "t"._row,
  nullif(CAST((t."Tel ""x""") AS VARCHAR), '') AS c0,
  nullif(CAST((__m1.__v) AS VARCHAR), '') AS c1
FROM "__in_t_0" AS "t" LEFT JOIN "__m0" ON "__m0"."__k0" = (CAST(t.c AS VARCHAR)) LEFT JOIN "__m1" ON "__m1"."__k0" = (CAST(t."Tel ""x""" AS VARCHAR)) AND "__m1"."__k1" IS NOT DISTINCT FROM (CAST(__m0.__v AS VARCHAR))`)
  expect(rows).toEqual([{ __ord: 2, __t: 0, _row: 2, c0: '0491 570 156', c1: '+61491570156' }])
})

test('aggregates and windows that depend on order get the order of the source as the last criterion', async () => {
  await db.exec(
    sql(`CREATE OR REPLACE TABLE source AS SELECT * FROM (VALUES (1, 'b', 'x'), (2, 'a', 'x')) v(_row, a, g)`),
  )
  const { statement, rows } = await transform(
    ['a', 'g'],
    { list: `string_agg(t."a", '')`, distinct: `string_agg(DISTINCT t."a", '')` },
    { group: { by: ['t."g"'] } },
  )
  expect(statement).toContain(`string_agg(t.a, '' ORDER BY t.__ord ASC, t.__sub ASC)`)
  expect(rows).toMatchObject([{ c0: 'ba', c1: 'ab' }])
  const windows = await transform(['a', 'g'], {
    n: 'row_number() OVER (PARTITION BY t."g")',
    last: 'last_value(t."a") OVER (PARTITION BY t."g")',
  })
  expect(windows.rows.map(({ c0, c1 }) => [c0, c1])).toEqual([
    ['1', 'a'],
    ['2', 'a'],
  ])
})

test('no name of a column, whatever is in it, gets out of its quotes', async () => {
  const name = fc.string({
    unit: fc.constantFrom('"', "'", ';', ' ', '-', '/', '*', '\\', 'a', 'é', '\n', '(', ')', '$', '.', ','),
    minLength: 1,
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(name, name, fc.string({ maxLength: 8 }), async (column, computed, cell) => {
      fc.pre(column.toLowerCase() !== computed.toLowerCase())
      fc.pre(!cell.includes('\u0000'))
      await db.exec(sql(`CREATE OR REPLACE TABLE source (_row BIGINT, ${ident(column)} VARCHAR)`))
      await db.rows(sql('INSERT INTO source VALUES (1, $1)'), [cell])
      const { rows } = await transform(
        [column],
        { [column]: `t.${ident(column)}`, other: `map_value(t.${ident(computed)}, 'm')` },
        { value_maps: { m: { zzz: 'y' } } },
        [
          { op: 'compute', columns: { [computed]: `t.${ident(column)} || 'x'` } },
          { op: 'section', when: 'false', value: `t.${ident(computed)}`, column: `${computed} s`, reason: column },
          { op: 'fill_down', columns: [column], within: `t.${ident(computed)}` },
        ],
      )
      expect(rows).toMatchObject([{ c0: cell.trim() === '' && /^ *$/.test(cell) ? null : cell, c1: `${cell}x` }])
    }),
    { numRuns: 100 },
  )
})

test('a hundred thousand distinct values are mapped in bounded batches', async () => {
  await db.exec(
    sql(
      `CREATE OR REPLACE TABLE source AS SELECT i AS _row, CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' || i END AS a FROM range(100000) r(i)`,
    ),
  )
  const { rows } = await transform(['a'], { a: 'country_code(t."a")' })
  expect(rows).toHaveLength(100_000)
  expect(rows.find(({ __ord }) => __ord === 99_998)).toMatchObject({ c0: 'x99998' })
})
