import { afterAll, beforeAll, expect, test } from 'vitest'
import { input, makeTemplate, openSheetBench, type Rows, type SheetBench } from '../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench()
})
afterAll(() => bench.close())

/** Fills a sheet of these columns, each from the input's column of its name. */
async function shape(columns: readonly string[], rows: Rows, ops: readonly object[], wanted: readonly string[]) {
  const table = await bench.stage('t', columns, rows, { excluded: [] })
  const filled = await bench.fill(
    {
      inputs: [input('t', ops)],
      sheets: [
        { template: 's', from: 't', columns: Object.fromEntries(wanted.map((name) => [name, { sql: `t."${name}"` }])) },
      ],
    },
    [
      makeTemplate(
        's',
        wanted.map((name) => ({ name })),
      ),
    ],
    [table],
  )
  return { cells: await bench.cells(filled), ledger: await bench.ledger(filled), filled }
}

test('sections become a column of the rows below them', async () => {
  const { cells, ledger } = await shape(
    ['a', 'b'],
    [
      ['early', '0'],
      ['Sales', null],
      ['Ada', '1'],
      ['Bob', '2'],
      ['IT', null],
      ['Cy', '3'],
    ],
    [{ op: 'section', when: 't."b" IS NULL', value: 't."a"', column: 'dept', reason: 'group heading' }],
    ['a', 'dept'],
  )
  expect(cells).toEqual([
    ['early', null],
    ['Ada', 'Sales'],
    ['Bob', 'Sales'],
    ['Cy', 'IT'],
  ])
  expect(ledger[1]).toBe('t:3 dropped group heading')
})

test('empty cells are filled from above, within a group that stays the same', async () => {
  const rows = [
    ['1', 'x'],
    ['1', null],
    ['2', ' '],
    ['2', 'y'],
    ['1', null],
  ]
  const down = (within?: string) => shape(['k', 'v'], rows, [{ op: 'fill_down', columns: ['v'], within }], ['v'])
  expect((await down()).cells.flat()).toEqual(['x', 'x', 'x', 'y', 'y'])
  expect((await down('t."k"')).cells.flat()).toEqual(['x', 'x', null, 'y', null])
})

test('columns become rows; a row without any cell is accounted for', async () => {
  const { cells, ledger, filled } = await shape(
    ['who', 'Mon', 'Tue'],
    [
      ['Ada', '1', ''],
      ['Bob', null, ' '],
      ['Cy', '2', '3'],
    ],
    [{ op: 'unpivot', columns: ['Mon', 'Tue'], name: 'day', value: 'hours' }],
    ['who', 'day', 'hours'],
  )
  expect(cells).toEqual([
    ['Ada', 'Mon', '1'],
    ['Cy', 'Mon', '2'],
    ['Cy', 'Tue', '3'],
  ])
  expect(ledger).toEqual(['t:2 imported s#1', 't:3 dropped no cell to make a row of', 't:4 imported s#2'])
  expect(filled.coverage.columns.unmapped).toEqual([])
})

test('elements of a list become rows', async () => {
  const { cells, ledger } = await shape(
    ['id', 'items'],
    [
      ['1', '[{"p": "a"}, {"p": "b"}]'],
      ['2', '[]'],
      ['3', 'broken'],
      ['4', null],
    ],
    [
      { op: 'unnest', column: 'items', as: 'item' },
      { op: 'compute', columns: { p: `json_text(t."item", '$.p')` } },
    ],
    ['id', 'p'],
  )
  expect(cells).toEqual([
    ['1', 'a'],
    ['1', 'b'],
  ])
  expect(ledger).toEqual([
    't:2 imported s#1',
    't:3 dropped nothing in the list',
    't:4 dropped nothing in the list',
    't:5 dropped nothing in the list',
  ])
})

test('operations apply in order, and see what those before them made', async () => {
  const { cells } = await shape(
    ['a'],
    [['1'], ['total 1'], ['2'], ['3']],
    [
      { op: 'drop', when: `t."a" LIKE 'total%'`, reason: 'total row' },
      { op: 'compute', columns: { n: 'row_number() OVER ()' } },
      { op: 'drop', when: 'lag(t."a") OVER () = \'1\'', reason: 'after 1' },
      { op: 'compute', columns: { m: `t."n" || '/' || t._row` } },
    ],
    ['m'],
  )
  expect(cells.flat()).toEqual(['1/2', '3/5'])
})

test('a union stacks inputs by column name and says where a row came from', async () => {
  const one = await bench.stage(
    'one',
    ['Name', 'x'],
    [
      ['a', '1'],
      ['b', '2'],
    ],
  )
  const two = await bench.stage('two', ['y', 'NAME'], [['3', 'c']])
  const filled = await bench.fill(
    {
      inputs: [input('one'), input('two'), { ref: 'all_rows', union: ['two', 'one'], shape: [] }],
      sheets: [
        {
          template: 's',
          from: 'all_rows',
          columns: { n: { sql: 'all_rows."name" || all_rows._input || all_rows._table' }, x: { sql: 'all_rows."x"' } },
        },
      ],
    },
    [makeTemplate('s', [{ name: 'n' }, { name: 'x' }])],
    [one, two],
  )
  expect(await bench.cells(filled)).toEqual([
    ['ctwotwo', null],
    ['aoneone', '1'],
    ['boneone', '2'],
  ])
  expect(await bench.origins(filled)).toEqual([['two:2'], ['one:2'], ['one:3']])
  expect(filled.coverage.columns.unmapped).toEqual([{ table: 'two', column: 'y', non_empty: 1 }])
})

test('a lookup on any condition takes the first match', async () => {
  const people = await bench.stage('people', ['n'], [['1'], ['5'], ['9']])
  const bands = await bench.stage(
    'bands',
    ['from', 'name'],
    [
      ['0', 'low'],
      ['4', 'mid'],
      ['3', 'mid too'],
    ],
  )
  const filled = await bench.fill(
    {
      inputs: [input('people'), input('bands')],
      sheets: [
        {
          template: 's',
          from: 'people',
          joins: [
            {
              input: 'bands',
              as: 'b',
              on: 'try_cast(people."n" AS INTEGER) > try_cast(b."from" AS INTEGER) AND people."n" <> \'9\'',
            },
          ],
          columns: { n: { sql: 'people."n"' }, band: { sql: 'b."name"' } },
        },
      ],
    },
    [makeTemplate('s', [{ name: 'n' }, { name: 'band' }])],
    [people, bands],
  )
  expect(await bench.cells(filled)).toEqual([
    ['1', 'low'],
    ['5', 'low'],
    ['9', null],
  ])
  expect(filled.warnings).toEqual([expect.stringContaining('1 rows match several rows of bands')])
})

test('an expression that fails on a value leaves an issue there, and the rest as it is', async () => {
  const table = await bench.stage('t', ['a'], [['1'], ['x'], [null]])
  const filled = await bench.fill(
    {
      inputs: [input('t')],
      sheets: [
        { template: 's', from: 't', columns: { a: { sql: 'CAST(t."a" AS INTEGER) + 1' }, b: { sql: 't."a"' } } },
      ],
    },
    [makeTemplate('s', [{ name: 'a' }, { name: 'b' }])],
    [table],
  )
  expect(await bench.cells(filled)).toEqual([
    ['2', '1'],
    [null, 'x'],
    [null, null],
  ])
  expect(await bench.issues(filled)).toMatchObject([{ row_id: 2, column: 'a', rule: 'conversion', value: null }])
})

test('links go round between sheets, and to oneself', async () => {
  const table = await bench.stage(
    't',
    ['id', 'boss'],
    [
      ['1', null],
      ['2', '1'],
      ['3', '7'],
    ],
  )
  const filled = await bench.fill(
    {
      inputs: [input('t')],
      sheets: [
        { template: 'a', from: 't', columns: { id: { sql: 't."id"' }, boss: { sql: 't."boss"' } } },
        { template: 'b', from: 't', columns: { id: { sql: `t."id" || 'x'` } } },
      ],
    },
    [
      makeTemplate('a', [
        {
          name: 'id',
          desiredRule: 'link',
          linkRule: [
            { templateSlug: 'b', columnName: 'id' },
            { templateSlug: 'a', columnName: 'id' },
          ],
        },
        { name: 'boss', desiredRule: 'link', linkRule: [{ templateSlug: 'a', columnName: 'id' }] },
      ]),
      makeTemplate('b', [{ name: 'id', desiredRule: 'link', linkRule: [{ templateSlug: 'a', columnName: 'boss' }] }]),
    ],
    [table],
  )
  expect((await bench.issues(filled, 'a')).map(({ row_id, column }) => `${row_id} ${column}`)).toEqual(['3 boss'])
  expect(await bench.issues(filled, 'b')).toHaveLength(3)
})

test('the rules of cells, and what they say', async () => {
  const table = await bench.stage(
    't',
    ['a', 'b', 'c'],
    [
      ['x', '1', '31/02/2024'],
      ['x', '2.5', '01/02/2024'],
      [null, 'n', null],
    ],
  )
  const filled = await bench.fill(
    {
      inputs: [input('t')],
      sheets: [
        {
          template: 's',
          from: 't',
          columns: {
            a: { sql: 't."a"' },
            b: { sql: 't."b"' },
            c: { sql: `format_date(t."c", ['%d/%m/%Y'])` },
            d: { sql: 't."b"' },
          },
        },
      ],
    },
    [
      makeTemplate('s', [
        { name: 'a', required: true, unique: true },
        { name: 'b', desiredRule: 'strict', strictRule: String.raw`^\d$` },
        { name: 'c' },
        { name: 'd', desiredRule: 'strict', strictRule: ['1', 'n'] },
      ]),
    ],
    [table],
  )
  expect(
    (await bench.issues(filled)).map(({ row_id, column, rule, message }) => `${row_id} ${column} ${rule}: ${message}`),
  ).toEqual([
    '1 a unique: Must be unique, but 2 rows have this value; the first is row 1',
    '1 c conversion: Could not be read as a date, so it was kept as it is',
    '2 a unique: Must be unique, but 2 rows have this value; the first is row 1',
    String.raw`2 b strict: Does not match the pattern ^\d$`,
    '2 d strict: Is not one of the allowed values: 1, n',
    '3 a required: Is required, but empty',
    String.raw`3 b strict: Does not match the pattern ^\d$`,
  ])
  expect(filled.sheets[0]?.invalid_rows).toBe(3)
})
