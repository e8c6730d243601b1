import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawnTable, planAndFill } from '../../../test/support/plan-and-fill.ts'
import { templateOf } from '../../../test/support/plan-over.ts'
import { openSheetBench, type SheetBench } from '../../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(2)
})
afterAll(() => bench.close())

const linkTo = (templateSlug: string, columnName: string) => [{ templateId: null, templateSlug, columnName }] as never

const people = () =>
  templateOf('people', [
    { name: 'name', required: true },
    { name: 'email', type: 'email' },
    { name: 'phone' },
    { name: 'born', type: 'date' },
  ])

describe('wide columns', () => {
  test('numbered groups of columns become rows of a child template', async () => {
    const suppliers = templateOf('suppliers', [
      { name: 'supplier_id', required: true, unique: true },
      { name: 'name', required: true },
    ])
    const contacts = templateOf('contacts', [
      { name: 'supplier_id', required: true, linkRule: linkTo('suppliers', 'supplier_id') },
      { name: 'name', required: true },
      { name: 'email', type: 'email' },
    ])
    const { sheets, questions, ledger } = await planAndFill(bench, [suppliers, contacts], {
      'suppliers.csv': `
Supplier ID | Supplier name | Contact 1 Name | Contact 1 Email | Contact 2 Name | Contact 2 Email
S-10 | Müller & Co | Ada Byron | ada@x.example | Max Ernst | max@x.example
S-11 | Novak Ltd | Ida Noddack | ida@y.example | |
S-12 | Vega SA | Hugo León | hugo@z.example | Rosa Gil | rosa@z.example`,
    })
    expect(sheets['suppliers']).toEqual([
      ['S-10', 'Müller & Co'],
      ['S-11', 'Novak Ltd'],
      ['S-12', 'Vega SA'],
    ])
    expect(sheets['contacts']).toEqual([
      ['S-10', 'Ada Byron', 'ada@x.example'],
      ['S-10', 'Max Ernst', 'max@x.example'],
      ['S-11', 'Ida Noddack', 'ida@y.example'],
      ['S-12', 'Hugo León', 'hugo@z.example'],
      ['S-12', 'Rosa Gil', 'rosa@z.example'],
    ])
    expect(questions).toEqual([])
    expect(ledger).toEqual([
      'suppliers.csv:2 imported suppliers#1',
      'suppliers.csv:3 imported suppliers#2',
      'suppliers.csv:4 imported suppliers#3',
    ])
  })

  test('years across become rows', async () => {
    const sales = templateOf('sales', [
      { name: 'product', required: true },
      { name: 'year', required: true },
      { name: 'revenue', type: 'decimal' },
    ])
    const { sheets } = await planAndFill(bench, [sales], {
      'revenue.csv': `
Product | 2019 | 2020 | 2021 | 2022
Desk | 100 | 110 | 120 | 130
Lamp | 20 | | 22 | 23`,
    })
    expect(sheets['sales']!.slice(0, 5)).toEqual([
      ['Desk', '2019', '100.00'],
      ['Desk', '2020', '110.00'],
      ['Desk', '2021', '120.00'],
      ['Desk', '2022', '130.00'],
      ['Lamp', '2019', '20.00'],
    ])
    expect(sheets['sales']).toHaveLength(7)
  })
})

test('months across below cells that are written once', async () => {
  const budget = templateOf('budget', [
    { name: 'region', required: true },
    { name: 'product', required: true },
    { name: 'month', type: 'date', required: true },
    { name: 'amount', type: 'integer' },
  ])
  const { sheets } = await planAndFill(bench, [budget], {
    'budget 2024.csv': `
Region | Product | Jan 2024 | Feb 2024 | Mar 2024 | Apr 2024
North | Lamp | 1 | 2 | 3 | 4
 | Desk | 5 | 6 | | 8
South | Lamp | 9 | 10 | 11 | 12
 | Mug | 13 | 14 | 15 | 16`,
  })
  expect(sheets['budget']).toHaveLength(15)
  expect(sheets['budget']!.slice(4, 8)).toEqual([
    ['North', 'Desk', '2024-01-01', '5'],
    ['North', 'Desk', '2024-02-01', '6'],
    ['North', 'Desk', '2024-04-01', '8'],
    ['South', 'Lamp', '2024-01-01', '9'],
  ])
})

describe('records that lie across rows', () => {
  test('attribute rows of an entity become its record', async () => {
    const { sheets, ledger, recipe } = await planAndFill(bench, [people()], {
      'export.csv': `
Entity | Attribute | Value
17 | Name | Ada Byron
17 | Email | ada@x.example
17 | Born | 1985-12-10
18 | Name | Max Ernst
18 | Phone | +49 30 123456
18 | Email | max@x.example
18 | Born | 1991-04-02
19 | Name | Ida Noddack
19 | Email | ida@x.example`,
    })
    expect(sheets['people']).toEqual([
      ['Ada Byron', 'ada@x.example', null, '1985-12-10'],
      ['Max Ernst', 'max@x.example', '+4930123456', '1991-04-02'],
      ['Ida Noddack', 'ida@x.example', null, null],
    ])
    expect(recipe.inputs[0]!.shape.map(({ op }) => op)).toEqual(['pivot'])
    expect(ledger[1]).toBe('export.csv:3 merged people#1')
  })

  test('a table on its side is turned', async () => {
    const { sheets, origins } = await planAndFill(bench, [people()], {
      'cards.csv': `
Field | Card 1 | Card 2 | Card 3
Name | Ada Byron | Max Ernst | Ida Noddack
Email | ada@x.example | max@x.example | ida@x.example
Phone | +49 30 111111 | +49 30 222222 | +49 30 333333
Born | 1985-12-10 | 1991-04-02 | 1996-02-25`,
    })
    expect(sheets['people']).toEqual([
      ['Ada Byron', 'ada@x.example', '+4930111111', '1985-12-10'],
      ['Max Ernst', 'max@x.example', '+4930222222', '1991-04-02'],
      ['Ida Noddack', 'ida@x.example', '+4930333333', '1996-02-25'],
    ])
    expect(origins['people']![0]).toHaveLength(4)
  })

  test('a heading row of its own kind becomes the parent of the rows below', async () => {
    const orders = templateOf('orders', [
      { name: 'order_no', required: true, unique: true },
      { name: 'customer' },
      { name: 'ordered_on', type: 'date' },
    ])
    const lines = templateOf('order_lines', [
      { name: 'order_no', required: true, linkRule: linkTo('orders', 'order_no') },
      { name: 'sku', required: true },
      { name: 'quantity', type: 'integer' },
    ])
    const { sheets, ledger } = await planAndFill(bench, [orders, lines], {
      'orders.csv': `
Order No | Customer | Ordered on | SKU | Quantity
A-100 | Byron Ltd | 2024-03-01 | |
 | | | X-1 | 2
 | | | X-7 | 1
A-101 | | 2024-03-02 | |
 | | | X-1 | 5
A-102 | Ernst AG | 2024-03-05 | |
 | | | X-9 | 3
 | | | X-7 | 8`,
    })
    expect(sheets['orders']).toEqual([
      ['A-100', 'Byron Ltd', '2024-03-01'],
      ['A-101', null, '2024-03-02'],
      ['A-102', 'Ernst AG', '2024-03-05'],
    ])
    expect(sheets['order_lines']).toEqual([
      ['A-100', 'X-1', '2'],
      ['A-100', 'X-7', '1'],
      ['A-101', 'X-1', '5'],
      ['A-102', 'X-9', '3'],
      ['A-102', 'X-7', '8'],
    ])
    expect(ledger.slice(0, 2)).toEqual(['orders.csv:2 imported orders#1', 'orders.csv:3 imported order_lines#1'])
  })

  test('cells written once are filled for the rows below', async () => {
    const staff = templateOf('staff', [
      { name: 'site', required: true },
      { name: 'department' },
      { name: 'name', required: true },
      { name: 'salary', type: 'decimal' },
    ])
    const { sheets } = await planAndFill(bench, [staff], {
      'staff.csv': `
Site | Department | Name | Salary
Ulm | Sales | Ada Byron | 4100.00
 | | Max Ernst | 3900.50
 | IT | Ida Noddack | 5000.00
Kiel | Sales | Hugo León | 3500.00
 | | Rosa Gil | 3600.00`,
    })
    expect(sheets['staff']!.map((row) => row.slice(0, 2))).toEqual([
      ['Ulm', 'Sales'],
      ['Ulm', 'Sales'],
      ['Ulm', 'IT'],
      ['Kiel', 'Sales'],
      ['Kiel', 'Sales'],
    ])
  })
})

describe('several records in one cell', () => {
  const products = () =>
    templateOf('products', [
      { name: 'sku', required: true, unique: true },
      { name: 'title', required: true },
    ])
  const table = `
SKU | Title | Tags
A-1 | Desk | office; sale
A-2 | Lamp | sale
A-3 | Rug |
A-4 | Mug | kitchen; office; sale`

  test('a list column fills a link table, and the template of its entries', async () => {
    const tags = templateOf('tags', [{ name: 'tag', required: true, unique: true }])
    const links = templateOf('product_tags', [
      { name: 'sku', required: true, linkRule: linkTo('products', 'sku') },
      { name: 'tag', required: true, linkRule: linkTo('tags', 'tag') },
    ])
    const { sheets, ledger } = await planAndFill(bench, [products(), tags, links], { 'products.csv': table })
    expect(sheets['products']).toHaveLength(4)
    expect(sheets['tags']).toEqual([['office'], ['sale'], ['kitchen']])
    expect(sheets['product_tags']).toEqual([
      ['A-1', 'office'],
      ['A-1', 'sale'],
      ['A-2', 'sale'],
      ['A-4', 'kitchen'],
      ['A-4', 'office'],
      ['A-4', 'sale'],
    ])
    expect(ledger).toHaveLength(4)
  })

  test('a template that keeps the list keeps its rows', async () => {
    const whole = templateOf('products', [
      { name: 'sku', required: true, unique: true },
      { name: 'title', required: true },
      { name: 'tags' },
    ])
    const { sheets } = await planAndFill(bench, [whole], { 'products.csv': table })
    expect(sheets['products']).toEqual(drawnTable(table).rows)
  })

  test('JSON lists become rows of a child with the key of their parent', async () => {
    const orders = templateOf('orders', [
      { name: 'order_id', required: true, unique: true },
      { name: 'email', type: 'email' },
    ])
    const lines = templateOf('order_items', [
      { name: 'order_id', required: true, linkRule: linkTo('orders', 'order_id') },
      { name: 'sku', required: true },
      { name: 'quantity', type: 'integer' },
      { name: 'price', type: 'decimal' },
    ])
    const { sheets, ledger } = await planAndFill(bench, [orders, lines], {
      'orders.jsonl': {
        columns: ['order_id', 'email', 'items'],
        rows: [
          ['1001', 'ada@x.example', '[{"sku":"A-1","quantity":2,"price":9.5},{"sku":"A-2","quantity":1,"price":3}]'],
          ['1002', 'max@x.example', '[]'],
          ['1003', 'ida@x.example', '[{"sku":"A-1","quantity":1,"price":9.5}]'],
        ],
      },
    })
    expect(sheets['orders']).toHaveLength(3)
    expect(sheets['order_items']).toEqual([
      ['1001', 'A-1', '2', '9.50'],
      ['1001', 'A-2', '1', '3.00'],
      ['1003', 'A-1', '1', '9.50'],
    ])
    expect(ledger.every((line) => line.includes('imported orders'))).toBe(true)
  })
})
