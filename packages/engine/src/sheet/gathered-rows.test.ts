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

test('groups of columns become rows; the group that has no such column leaves it empty', async () => {
  const { cells, ledger, filled } = await shape(
    ['firm', 'Contact 1 Name', 'Contact 1 Mail', 'Contact 2 Name', 'other'],
    [
      ['A', 'Ada', 'a@x', 'Bob', 'o'],
      ['B', ' ', null, 'Cy', null],
      ['C', null, '', null, 'lonely'],
    ],
    [
      {
        op: 'unpivot_groups',
        groups: [
          { label: '1', columns: { Name: 'Contact 1 Name', Mail: 'Contact 1 Mail' } },
          { label: '2', columns: { Name: 'Contact 2 Name' } },
        ],
        name: 'number',
      },
    ],
    ['firm', 'number', 'Name', 'Mail', 'other'],
  )
  expect(cells).toEqual([
    ['A', '1', 'Ada', 'a@x', 'o'],
    ['A', '2', 'Bob', null, 'o'],
    ['B', '2', 'Cy', null, null],
  ])
  expect(ledger).toEqual(['t:2 imported s#1', 't:3 imported s#3', 't:4 dropped no cell to make a row of'])
  expect(filled.coverage.columns.unmapped).toEqual([])
})

test('attribute rows of a record become one row, and each of them stays accounted for', async () => {
  const { cells, ledger, filled } = await shape(
    ['who', 'what', 'says', 'by'],
    [
      ['1', 'Name', 'Ada', null],
      ['2', 'name ', 'Bob', 'x'],
      ['1', 'Mail', 'a@x', 'y'],
      ['1', 'Mail', 'a@y', 'z'],
      ['1', 'Mail', 'a@x', 'z'],
      ['2', 'Shoe size', '44', 'x'],
      [' ', 'Name', 'nobody', null],
      ['3', 'Mail', '', 'w'],
    ],
    [{ op: 'pivot', by: ['who'], name: 'what', value: 'says', columns: { Name: 'name', 'E-mail': 'mail' } }],
    ['who', 'Name', 'E-mail', 'by'],
  )
  expect(cells).toEqual([
    ['1', 'Ada', 'a@x; a@y', 'y'],
    ['2', 'Bob', null, 'x'],
    ['3', null, null, 'w'],
  ])
  expect(ledger).toEqual([
    't:2 imported s#1',
    't:3 imported s#2',
    't:4 merged s#1',
    't:5 merged s#1',
    't:6 merged s#1',
    't:7 dropped about something that has no column',
    't:8 dropped belongs to no record',
    't:9 imported s#3',
  ])
  expect(await bench.origins(filled)).toEqual([['t:2', 't:4', 't:5', 't:6'], ['t:3'], ['t:9']])
})

test('a table on its side is turned: each record stands on all rows', async () => {
  const { cells, ledger, filled } = await shape(
    ['Field', 'Ada', 'Bob'],
    [
      ['Born', '1815', null],
      ['City', 'London', 'Ulm'],
    ],
    [
      { op: 'unpivot', columns: ['Ada', 'Bob'], name: 'Name', value: 'cell' },
      { op: 'pivot', by: ['Name'], name: 'Field', value: 'cell', columns: { Born: 'born', City: 'city' } },
    ],
    ['Name', 'Born', 'City'],
  )
  expect(cells).toEqual([
    ['Ada', '1815', 'London'],
    ['Bob', null, 'Ulm'],
  ])
  expect(ledger).toEqual(['t:2 imported s#1', 't:3 imported s#2'])
  expect(await bench.origins(filled)).toEqual([['t:2', 't:3'], ['t:3']])
})

test('the rows of a gathered record share its fate: dropped, invalid, merged, grouped, looked up', async () => {
  const pairs = await bench.stage(
    'pairs',
    ['id', 'k', 'v'],
    [
      ['1', 'mail', 'a@x.example'],
      ['1', 'name', 'Ada'],
      ['2', 'mail', 'a@x.example'],
      ['2', 'name', 'Ada B'],
      ['3', 'mail', 'broken'],
      ['3', 'name', 'Cy'],
      ['4', 'mail', 'd@x.example'],
      ['4', 'name', 'drop me'],
    ],
    { excluded: [] },
  )
  const pivot = { op: 'pivot', by: ['id'], name: 'k', value: 'v', columns: { mail: 'mail', name: 'name' } }
  const columns = { mail: { sql: 'pairs."mail"' }, name: { sql: 'pairs."name"' } }
  const people = makeTemplate('people', [{ name: 'mail', type: 'email' }, { name: 'name' }])
  const merged = await bench.fill(
    {
      inputs: [input('pairs', [pivot])],
      sheets: [
        {
          template: 'people',
          from: 'pairs',
          drop: [{ when: `pairs."name" = 'drop me'`, reason: 'unwanted' }],
          drop_invalid: ['mail'],
          columns,
          dedupe: { key: ['mail'], keep: 'last' },
        },
      ],
    },
    [people],
    [pairs],
  )
  expect(await bench.cells(merged)).toEqual([['a@x.example', 'Ada B']])
  expect((await bench.ledger(merged)).map((line) => line.replace(/^pairs:/, ''))).toEqual([
    '2 merged people#1',
    '3 merged people#1',
    '4 imported people#1',
    '5 merged people#1',
    '6 dropped no valid mail',
    '7 dropped no valid mail',
    '8 dropped unwanted',
    '9 dropped unwanted',
  ])
  expect(await bench.origins(merged)).toEqual([['pairs:4', 'pairs:5', 'pairs:2', 'pairs:3']])

  const grouped = await bench.fill(
    {
      inputs: [input('pairs', [pivot])],
      sheets: [
        {
          template: 'people',
          from: 'pairs',
          group: { by: ['pairs."mail"'] },
          columns: { mail: { sql: 'first(pairs."mail")' }, name: { sql: `string_agg(pairs."name", '+')` } },
        },
      ],
    },
    [people],
    [pairs],
  )
  expect(await bench.cells(grouped)).toEqual([
    ['a@x.example', 'Ada+Ada B'],
    ['broken', 'Cy'],
    ['d@x.example', 'drop me'],
  ])
  expect((await bench.origins(grouped))[0]).toEqual(['pairs:2', 'pairs:3', 'pairs:4', 'pairs:5'])

  const visits = await bench.stage('visits', ['who'], [['2'], ['2'], ['9']], { excluded: [] })
  const looked = await bench.fill(
    {
      inputs: [input('visits'), input('pairs', [pivot])],
      sheets: [
        {
          template: 'people',
          from: 'visits',
          joins: [{ input: 'pairs', as: 'p', on: 'visits."who" = p."id"' }],
          columns: { mail: { sql: 'p."mail"' }, name: { sql: 'p."name"' } },
        },
      ],
    },
    [people],
    [visits, pairs],
  )
  expect(await bench.origins(looked)).toEqual([
    ['visits:2', 'pairs:4', 'pairs:5'],
    ['visits:3', 'pairs:4', 'pairs:5'],
    ['visits:4'],
  ])
  expect((await bench.ledger(looked)).slice(0, 4)).toEqual([
    'pairs:2 dropped not referenced',
    'pairs:3 dropped not referenced',
    'pairs:4 imported people#1',
    'pairs:5 imported people#1',
  ])
})

test('a union holds gathered rows beside others', async () => {
  const pairs = await bench.stage(
    'p',
    ['id', 'k', 'v'],
    [
      ['1', 'name', 'Ada'],
      ['1', 'city', 'Ulm'],
    ],
    { excluded: [] },
  )
  const plain = await bench.stage('q', ['id', 'name', 'city'], [['2', 'Bob', 'Kiel']], { excluded: [] })
  const filled = await bench.fill(
    {
      inputs: [
        input('p', [{ op: 'pivot', by: ['id'], name: 'k', value: 'v', columns: { name: 'name', city: 'city' } }]),
        input('q'),
        {
          ref: 'all_rows',
          union: ['p', 'q'],
          shape: [{ op: 'drop', when: `all_rows."city" = 'Ulm'`, reason: 'not Ulm' }],
        },
      ],
      sheets: [{ template: 's', from: 'all_rows', columns: { name: { sql: 'all_rows."name"' } } }],
    },
    [makeTemplate('s', [{ name: 'name' }])],
    [pairs, plain],
  )
  expect(await bench.cells(filled)).toEqual([['Bob']])
  expect(await bench.ledger(filled)).toEqual(['p:2 dropped not Ulm', 'p:3 dropped not Ulm', 'q:2 imported s#1'])
})

test('pieces of a text become rows with their place; a row without any may stay', async () => {
  const rows = [
    ['1', 'red; blue ;;'],
    ['2', null],
    ['3', 'green'],
  ]
  const split = { op: 'unnest', column: 'tags', as: 'tag', separator: ';', at: 'place' }
  const { cells, ledger } = await shape(['id', 'tags'], rows, [split], ['id', 'tag', 'place'])
  expect(cells).toEqual([
    ['1', 'red', '1'],
    ['1', 'blue', '2'],
    ['3', 'green', '1'],
  ])
  expect(ledger[1]).toBe('t:3 dropped nothing in the list')
  const kept = await shape(['id', 'tags'], rows, [{ ...split, keep_empty: true }], ['id', 'tag', 'place'])
  expect(kept.cells).toContainEqual(['2', null, null])
  expect(kept.ledger).toEqual(['t:2 imported s#1', 't:3 imported s#3', 't:4 imported s#4'])
})
