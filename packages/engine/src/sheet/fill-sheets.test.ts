import { afterAll, beforeAll, expect, test } from 'vitest'
import { input, makeTemplate, openSheetBench, type SheetBench } from '../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench()
})
afterAll(() => bench.close())

const column = (sql: string) => ({ sql })

test('a sheet has a row for each source row, with its origin, and the ledger says so', async () => {
  const people = await bench.stage(
    'people',
    ['Name', 'E-mail'],
    [
      [' Ada  Lovelace', 'ADA@example.com'],
      ['Grace', 'soon'],
    ],
  )
  const template = makeTemplate('contacts', [
    { name: 'name', required: true },
    { name: 'email', type: 'email' },
    { name: 'note' },
  ])
  const filled = await bench.fill(
    {
      inputs: [input('people')],
      sheets: [
        {
          template: 'contacts',
          from: 'people',
          columns: { name: column('clean_text(people."Name")'), email: column('clean_email("E-mail")') },
        },
      ],
    },
    [template],
    [people],
  )
  expect(await bench.cells(filled)).toEqual([
    ['Ada Lovelace', 'ada@example.com', null],
    ['Grace', 'soon', null],
  ])
  expect(await bench.origins(filled)).toEqual([['people:2'], ['people:3']])
  expect(await bench.issues(filled)).toEqual([
    { row_id: 2, column: 'email', rule: 'type', value: 'soon', message: 'Is not an e-mail address' },
  ])
  expect(await bench.ledger(filled)).toEqual([
    'people:1 dropped header row',
    'people:2 imported contacts#1',
    'people:3 imported contacts#2',
  ])
  expect(filled.coverage).toEqual({
    balanced: true,
    tables: [{ name: 'people', rows: 3, imported: 2, merged: 0, dropped: [{ reason: 'header row', rows: 1 }] }],
    columns: {
      mapped: [
        { table: 'people', column: 'Name' },
        { table: 'people', column: 'E-mail' },
      ],
      unmapped: [],
    },
  })
  expect(filled.sheets[0]).toMatchObject({ row_count: 2, invalid_rows: 1 })
})

test('rows are dropped by rule, merged by key with empty cells filled, and looked up', async () => {
  const people = await bench.stage(
    'people',
    ['id', 'email', 'phone', 'dept', 'state'],
    [
      ['1', 'a@x.org', null, 'D1', 'ok'],
      ['2', 'b@x.org', '1', 'D2', 'ok'],
      ['3', 'a@x.org', '2', 'D1', 'ok'],
      ['4', 'c@x.org', '3', 'D9', 'deleted'],
      ['5', null, '4', 'D1', 'ok'],
      ['6', 'nope', '5', 'D1', 'ok'],
    ],
  )
  const depts = await bench.stage(
    'depts',
    ['code', 'title'],
    [
      ['D1', 'Sales'],
      ['D1', 'Sales again'],
      ['D2', 'Research'],
      ['D3', 'Nobody'],
    ],
  )
  const template = makeTemplate('contacts', [
    { name: 'id' },
    { name: 'email', required: true, type: 'email' },
    { name: 'phone' },
    { name: 'dept' },
  ])
  const filled = await bench.fill(
    {
      inputs: [input('people'), input('depts')],
      sheets: [
        {
          template: 'contacts',
          from: 'people',
          joins: [{ input: 'depts', as: 'd', on: 'people."dept" = d."code"' }],
          drop: [{ when: `people."state" = 'deleted'`, reason: 'deleted' }],
          drop_invalid: ['email'],
          columns: {
            id: column('people."id"'),
            email: column('people."email"'),
            phone: column('people."phone"'),
            dept: column('d."title"'),
          },
          dedupe: { key: ['email'], keep: 'first', fill: ['phone'] },
        },
      ],
    },
    [template],
    [people, depts],
  )
  expect(await bench.cells(filled)).toEqual([
    ['1', 'a@x.org', '2', 'Sales'],
    ['2', 'b@x.org', '1', 'Research'],
  ])
  expect(await bench.origins(filled)).toEqual([
    ['people:2', 'depts:2', 'people:4'],
    ['people:3', 'depts:4'],
  ])
  expect(await bench.ledger(filled)).toEqual([
    'depts:1 dropped header row',
    'depts:2 imported contacts#1',
    'depts:3 dropped not referenced',
    'depts:4 imported contacts#2',
    'depts:5 dropped not referenced',
    'people:1 dropped header row',
    'people:2 imported contacts#1',
    'people:3 imported contacts#2',
    'people:4 merged contacts#1',
    'people:5 dropped deleted',
    'people:6 dropped no valid email',
    'people:7 dropped no valid email',
  ])
  expect(filled.warnings).toHaveLength(1)
})

test('a group makes one row of many, and mapped values work inside it', async () => {
  const orders = await bench.stage(
    'orders',
    ['no', 'client', 'country'],
    [
      ['1', 'Acme', 'germany'],
      ['2', 'acme ', null],
      ['3', '', 'x'],
      ['4', 'Beta', 'U.K.'],
    ],
  )
  const filled = await bench.fill(
    {
      inputs: [input('orders')],
      sheets: [
        {
          template: 'clients',
          from: 'orders',
          group: { by: ['lower(trim(orders."client"))'] },
          columns: {
            name: column('first(trim(orders."client"))'),
            orders: column('count(*)'),
            country: column('first(country_code(orders."country"))'),
          },
        },
        {
          template: 'orders',
          from: 'orders',
          value_maps: { kind: { ' ACME': 'A', beta: null } },
          columns: { no: column('orders."no"'), client: column(`map_value(orders."client", 'kind')`) },
        },
      ],
    },
    [
      makeTemplate('clients', [{ name: 'name' }, { name: 'orders' }, { name: 'country' }]),
      makeTemplate('orders', [{ name: 'no' }, { name: 'client' }]),
    ],
    [orders],
  )
  expect(await bench.cells(filled, 'clients')).toEqual([
    ['Acme', '2', 'DE'],
    ['Beta', '1', 'GB'],
  ])
  expect(await bench.cells(filled, 'orders')).toEqual([
    ['1', 'A'],
    ['2', 'A'],
    ['3', null],
    ['4', null],
  ])
  expect(await bench.origins(filled, 'clients')).toEqual([['orders:2', 'orders:3'], ['orders:5']])
})
