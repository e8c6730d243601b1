import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planAndFill } from '../../../test/support/plan-and-fill.ts'
import { templateOf } from '../../../test/support/plan-over.ts'
import { openSheetBench, type SheetBench } from '../../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(2)
})
afterAll(() => bench.close())

const linkTo = (templateSlug: string, columnName: string) => [{ templateId: null, templateSlug, columnName }] as never

describe('a table that holds several objects', () => {
  const customers = (key: object) =>
    templateOf('customers', [
      { name: 'customer_id', required: true, unique: true, ...key },
      { name: 'name', required: true },
      { name: 'email', type: 'email' },
      { name: 'city' },
    ])
  const orders = () =>
    templateOf('orders', [
      { name: 'order_no', required: true, unique: true },
      { name: 'customer_id', required: true, linkRule: linkTo('customers', 'customer_id') },
      { name: 'amount', type: 'decimal' },
    ])
  const rows = `
Order No | Customer name | Customer email | City | Amount
A-1 | Ada Byron | ada@x.example | Ulm | 10.00
A-2 | Max Ernst | max@x.example | Kiel | 20.50
A-3 | Ada Byron | ada@x.example | Ulm | 5.00
A-4 | Ida Noddack | ida@x.example | Bonn | 7.25
A-5 | Max Ernst | max@x.example | Kiel | 8.00
A-6 | Ada Byron | ADA@x.example | Ulm | 11.00`

  test('parents without a key of their own get one, and their children the same', async () => {
    const { sheets, questions, ledger, notes } = await planAndFill(bench, [customers({}), orders()], {
      'orders.csv': rows,
    })
    expect(sheets['customers']!.map(([, ...rest]) => rest)).toEqual([
      ['Ada Byron', 'ada@x.example', 'Ulm'],
      ['Max Ernst', 'max@x.example', 'Kiel'],
      ['Ida Noddack', 'ida@x.example', 'Bonn'],
    ])
    const [ada, max, ida] = sheets['customers']!.map(([key]) => key)
    expect(new Set([ada, max, ida]).size).toBe(3)
    expect(sheets['orders']!.map(([, key]) => key)).toEqual([ada, max, ada, ida, max, ada])
    expect(ada).toMatch(/^[0-9a-f]{12}$/)
    expect(questions).toEqual([])
    expect(notes.some((note) => note.includes('customer_id made of'))).toBe(true)
    expect(ledger).toHaveLength(6)
    const again = await planAndFill(bench, [customers({}), orders()], { 'orders.csv': rows })
    expect(again.recipe).toEqual(expect.objectContaining({ sheets: expect.any(Array) }))
    expect(again.sheets).toEqual(sheets)
  })

  test('rows that say different things about their parent are asked about, and the answer counts', async () => {
    const disagreeing = rows
      .replace('A-3 | Ada Byron | ada@x.example | Ulm', 'A-3 | Ada Byron | ada@x.example | Graz')
      .replace('A-6 | Ada Byron | ADA@x.example | Ulm', 'A-6 | Ada Byron | ADA@x.example | Graz')
    const plan = (answers: { id: string; value: string; by: string }[] = []) =>
      planAndFill(bench, [customers({}), orders()], { 'orders.csv': disagreeing }, answers as never)
    const open = await plan()
    expect(open.questions).toHaveLength(1)
    expect(open.questions[0]!.question).toMatch(/say different things about one of them .* in city/)
    expect(open.sheets['customers']![0]).toContain('Ulm')
    const { id } = open.questions[0]!
    const last = await plan([{ id, value: 'the last one', by: 'x' }])
    expect(last.questions).toEqual([])
    expect(last.sheets['customers']![0]).toContain('Graz')
    const usual = await plan([{ id, value: 'most_frequent', by: 'x' }])
    expect(usual.sheets['customers']![0]).toContain('Graz')
  })

  test('a parent without a unique column is one row for each that is named', async () => {
    const departments = templateOf('departments', [{ name: 'department', required: true }, { name: 'cost_centre' }])
    const staff = templateOf('staff', [
      { name: 'staff_no', required: true, unique: true },
      { name: 'name', required: true },
      { name: 'department', linkRule: linkTo('departments', 'department') },
    ])
    const { sheets } = await planAndFill(bench, [departments, staff], {
      'staff.csv': `
Staff No | Name | Department | Cost centre
1 | Ada Byron | Sales | 100
2 | Max Ernst | IT | 200
3 | Ida Noddack | Sales | 100
4 | Hugo León | IT | 200
5 | Rosa Gil | Sales | 100`,
    })
    expect(sheets['departments']).toEqual([
      ['Sales', '100'],
      ['IT', '200'],
    ])
    expect(sheets['staff']!.map((row) => row[2])).toEqual(['Sales', 'IT', 'Sales', 'IT', 'Sales'])
  })
})

describe('records that stand in several rows', () => {
  const answerTo = (id: string, value: string) => [{ id, value, by: 'x' }] as never

  test('are asked about in a slice of a table, too, and merged as the answer says', async () => {
    const customers = templateOf('customers', [
      { name: 'customer_no', required: true, unique: true },
      { name: 'name', required: true },
      { name: 'city' },
    ])
    const products = templateOf('products', [
      { name: 'sku', required: true, unique: true },
      { name: 'title', required: true },
    ])
    const customer = (no: number, city: string) => ['customer', `C-${no}`, `Firm ${no} Ltd`, city, null, null]
    const product = (no: number) => ['product', null, null, null, `X-${no}`, `Lamp ${no}`]
    const numbers = Array.from({ length: 15 }, (_, at) => at + 1)
    const files = {
      'dump.csv': {
        columns: ['Object', 'Customer No', 'Name', 'City', 'SKU', 'Title'],
        rows: [...numbers.map((no) => customer(no, 'Ulm')), ...numbers.map(product), customer(1, 'Graz')],
      },
    }
    const open = await planAndFill(bench, [customers, products], files)
    expect(open.questions.map(({ question }) => question)).toEqual([
      expect.stringMatching(/share one value of it \("C-1"\) and differ in city/),
    ])
    expect(open.recipe.inputs.map(({ shape }) => shape[0]?.op)).toEqual(['drop', 'drop'])
    expect(open.sheets['products']).toHaveLength(15)
    const { id } = open.questions[0]!
    const last = await planAndFill(bench, [customers, products], files, answerTo(id, 'last'))
    expect(last.questions).toEqual([])
    expect(last.sheets['customers']!.at(-1)).toEqual(['C-1', 'Firm 1 Ltd', 'Graz'])
    expect(last.ledger.find((line) => line.startsWith('dump.csv:2 '))).toBe('dump.csv:2 merged customers#15')
  })

  test('that only complete each other become one, with the cells of both', async () => {
    const people = templateOf('people', [
      { name: 'person_no', required: true, unique: true },
      { name: 'name', required: true },
      { name: 'phone' },
      { name: 'city' },
    ])
    const { sheets, questions, origins } = await planAndFill(bench, [people], {
      'people.csv': `
Person No | Name | Phone | City
1 | Ada Byron | | Ulm
2 | Max Ernst | +49 30 1234567 | Kiel
1 | Ada Byron | +49 30 7654321 |`,
    })
    expect(questions).toEqual([])
    expect(sheets['people']).toEqual([
      ['1', 'Ada Byron', '+49307654321', 'Ulm'],
      ['2', 'Max Ernst', '+49301234567', 'Kiel'],
    ])
    expect(origins['people']![0]).toEqual(['people.csv:2', 'people.csv:4'])
  })
})
