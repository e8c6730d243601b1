import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawnTable, planAndFill } from '../../test/support/plan-and-fill.ts'
import { templateOf } from '../../test/support/plan-over.ts'
import { openSheetBench, type SheetBench } from '../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(2)
})
afterAll(() => bench.close())

const linkTo = (templateSlug: string, columnName: string) => [{ templateId: null, templateSlug, columnName }] as never

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

const people = () =>
  templateOf('people', [
    { name: 'name', required: true },
    { name: 'email', type: 'email' },
    { name: 'phone' },
    { name: 'born', type: 'date' },
  ])

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

describe('lookups', () => {
  test('along several tables', async () => {
    const lines = templateOf('lines', [
      { name: 'line_id', required: true, unique: true },
      { name: 'order_no' },
      { name: 'customer_name' },
      { name: 'country_name' },
    ])
    const { sheets, recipe, ledger } = await planAndFill(bench, [lines], {
      'lines.csv': `
Line ID | Order No | Quantity
L1 | A-100 | 2
L2 | A-100 | 1
L3 | A-101 | 4
L4 | A-102 | 1`,
      'orders.csv': `
Order No | Customer No | Ordered
A-100 | C-7 | 2024-01-02
A-101 | C-8 | 2024-01-03
A-102 | C-7 | 2024-01-05`,
      'customers.csv': `
Customer No | Customer name | Country name
C-7 | Byron Ltd | Ireland
C-8 | Ernst AG | Austria
C-9 | Noddack KG | Norway`,
    })
    expect(sheets['lines']).toEqual([
      ['L1', 'A-100', 'Byron Ltd', 'Ireland'],
      ['L2', 'A-100', 'Byron Ltd', 'Ireland'],
      ['L3', 'A-101', 'Ernst AG', 'Austria'],
      ['L4', 'A-102', 'Byron Ltd', 'Ireland'],
    ])
    expect(recipe.sheets[0]!.joins).toHaveLength(2)
    expect(ledger.filter((line) => line.startsWith('customers.csv'))).toEqual([
      'customers.csv:2 imported lines#1',
      'customers.csv:3 imported lines#3',
      'customers.csv:4 dropped not referenced',
    ])
  })

  test('by several columns that are a key together', async () => {
    const sales = templateOf('sales', [
      { name: 'sale_id', required: true, unique: true },
      { name: 'store' },
      { name: 'sku' },
      { name: 'list_price', type: 'decimal' },
    ])
    const { sheets, recipe } = await planAndFill(bench, [sales], {
      'sales.csv': `
Sale ID | Store | SKU | Pieces
1 | Ulm | X-1 | 3
2 | Kiel | X-1 | 1
3 | Kiel | X-2 | 2
4 | Bonn | X-2 | 9
5 | Ulm | X-2 | 9
6 | Ulm | X-1 | 9`,
      'prices.csv': `
Store | SKU | List price
Ulm | X-1 | 10.00
Ulm | X-2 | 11.00
Kiel | X-1 | 12.00
Kiel | X-2 | 13.00
Bonn | X-1 | 14.00
Bonn | X-2 | 15.00`,
    })
    expect(recipe.sheets[0]!.joins).toHaveLength(1)
    expect(sheets['sales']!.map((row) => row[3])).toEqual(['10.00', '12.00', '13.00', '15.00', '11.00', '10.00'])
  })

  test('by name where there is no id; a name that several rows have is warned about', async () => {
    const deals = templateOf('deals', [
      { name: 'deal', required: true },
      { name: 'account_no', linkRule: linkTo('accounts', 'account_no') },
    ])
    const accounts = templateOf('accounts', [
      { name: 'account_no', required: true, unique: true },
      { name: 'name', required: true },
    ])
    const { sheets, warnings } = await planAndFill(bench, [accounts, deals], {
      'accounts.csv': `
Account No | Account name
K-1 | Byron Ltd
K-2 | Ernst AG
K-3 | Noddack KG
K-4 | Gil SA
K-5 | Vega SL
K-6 | Rao Pvt
K-7 | Ito KK
K-8 | Weber GmbH
K-9 | Lind AB
K-10 | Lind AB`,
      'deals.csv': `
Deal | Account
Pumps | Ernst AG
Valves | BYRON LTD
Pipes | Lind AB
Tanks | Ernst AG`,
    })
    expect(sheets['deals']).toEqual([
      ['Pumps', 'K-2'],
      ['Valves', 'K-1'],
      ['Pipes', 'K-9'],
      ['Tanks', 'K-2'],
    ])
    expect(warnings).toEqual([expect.stringMatching(/is not unique: 1 rows of accounts repeat the key/)])
  })
})

describe('files of the same shape', () => {
  const contacts = () =>
    templateOf('contacts', [
      { name: 'contact_no', required: true, unique: true },
      { name: 'name', required: true },
      { name: 'email', type: 'email' },
      { name: 'since', type: 'date' },
    ])
  const north = `
Contact No | Full name | E-mail | Customer since
N-1 | Ada Byron | ada@x.example | 13/02/2020
N-2 | Max Ernst | max@x.example | 25/03/2021
N-3 | Ida Noddack | ida@x.example | 01/04/2022`

  test('are stacked, whatever the order of their columns and what one of them is called', async () => {
    const { sheets, questions, ledger, recipe } = await planAndFill(bench, [contacts()], {
      'contacts_north.csv': north,
      'contacts_south.csv': `
E-mail Address | Contact No | Customer since | Full name
hugo@y.example | S-1 | 30/05/2020 | Hugo León
rosa@y.example | S-2 | 02/06/2021 | Rosa Gil`,
    })
    expect(sheets['contacts']).toEqual([
      ['N-1', 'Ada Byron', 'ada@x.example', '2020-02-13'],
      ['N-2', 'Max Ernst', 'max@x.example', '2021-03-25'],
      ['N-3', 'Ida Noddack', 'ida@x.example', '2022-04-01'],
      ['S-1', 'Hugo León', 'hugo@y.example', '2020-05-30'],
      ['S-2', 'Rosa Gil', 'rosa@y.example', '2021-06-02'],
    ])
    expect(questions).toEqual([])
    expect(recipe.inputs.map(({ union }) => union)).toContainEqual(['contacts_north', 'contacts_south'])
    expect(ledger).toHaveLength(5)
  })

  test('records in several of them that disagree are asked about', async () => {
    const files = {
      'contacts_2023.csv': north,
      'contacts_2024.csv': `
Contact No | Full name | E-mail | Customer since
N-3 | Ida Noddack | ida@new.example | 01/04/2022
N-4 | Rosa Gil | rosa@x.example | 17/05/2022`,
    }
    const open = await planAndFill(bench, [contacts()], files)
    expect(open.questions.map(({ question }) => question)).toEqual([
      expect.stringMatching(/share one value of it .*N-3.* differ in email/),
    ])
    const { id } = open.questions[0]!
    const answered = await planAndFill(bench, [contacts()], files, [
      { id, value: 'keep the last one', by: 'x' },
    ] as never)
    expect(answered.questions).toEqual([])
    expect(answered.sheets['contacts']!.find(([key]) => key === 'N-3')![2]).toBe('ida@new.example')
    expect(answered.ledger).toContain('contacts_2023.csv:4 merged contacts#3')
  })

  test('that are called like two templates stay apart', async () => {
    const columns = [{ name: 'no', required: true, unique: true }, { name: 'name' }, { name: 'city' }]
    const { sheets } = await planAndFill(bench, [templateOf('customers', columns), templateOf('suppliers', columns)], {
      'customers.csv': `
No | Name | City
1 | Byron Ltd | Ulm
2 | Ernst AG | Kiel`,
      'suppliers.csv': `
No | Name | City
7 | Gil SA | Bonn
8 | Vega SL | Graz`,
    })
    expect(sheets).toEqual({
      customers: [
        ['1', 'Byron Ltd', 'Ulm'],
        ['2', 'Ernst AG', 'Kiel'],
      ],
      suppliers: [
        ['7', 'Gil SA', 'Bonn'],
        ['8', 'Vega SL', 'Graz'],
      ],
    })
  })

  test('a child in a third file finds its parent in any of them', async () => {
    const deals = templateOf('deals', [
      { name: 'deal', required: true },
      { name: 'contact_no', linkRule: linkTo('contacts', 'contact_no') },
    ])
    const { sheets } = await planAndFill(bench, [contacts(), deals], {
      'contacts_north.csv': north,
      'contacts_south.csv': north.replaceAll('N-', 'S-').replaceAll('@x', '@s'),
      'deals.csv': `
Deal | Contact No
Pumps | N-1
Valves | S-2
Pipes | S-3
Tanks | N-2`,
    })
    expect(sheets['contacts']).toHaveLength(6)
    expect(sheets['deals']!.map(([, key]) => key)).toEqual(['N-1', 'S-2', 'S-3', 'N-2'])
  })
})

describe('columns put together and taken apart', () => {
  const one = async (columns: Parameters<typeof templateOf>[1], file: string) => {
    const { sheets, questions } = await planAndFill(bench, [templateOf('contacts', columns)], { 'contacts.csv': file })
    expect(questions).toEqual([])
    return sheets['contacts']
  }
  test('first and last name make a full name', async () => {
    const file = `
First name | Last name | Email
Ada | Byron | ada@x.example
Max | | max@x.example
Ida | Noddack | ida@x.example`
    expect(
      await one(
        [
          { name: 'full_name', required: true },
          { name: 'email', type: 'email' },
        ],
        file,
      ),
    ).toEqual([
      ['Ada Byron', 'ada@x.example'],
      ['Max', 'max@x.example'],
      ['Ida Noddack', 'ida@x.example'],
    ])
    const parts = await one([{ name: 'first_name' }, { name: 'last_name' }, { name: 'email', type: 'email' }], file)
    expect(parts![2]).toEqual(['Ida', 'Noddack', 'ida@x.example'])
  })

  test('a street takes its number, on the side where the table has it', async () => {
    const columns = [{ name: 'name' }, { name: 'street' }, { name: 'city' }]
    const after = `
Name | Street | House number | City
Byron Ltd | Hauptstr. | 12 | Ulm
Ernst AG | Kirchweg | 7a | Kiel
Gil SA | Am Markt | | Bonn`
    expect((await one(columns, after))!.map((row) => row[1])).toEqual(['Hauptstr. 12', 'Kirchweg 7a', 'Am Markt'])
    const before = `
Name | House number | Street | City
Byron Ltd | 12 | High Street | Leeds
Ernst AG | 7a | Church Road | York`
    expect((await one(columns, before))!.map((row) => row[1])).toEqual(['12 High Street', '7a Church Road'])
    const both = await one([...columns, { name: 'house_number' }], after)
    expect(both![0]).toEqual(['Byron Ltd', 'Hauptstr.', 'Ulm', '12'])
  })

  test('a date takes the time beside it', async () => {
    const file = `
Visitor | Date | Time
Ada Byron | 13/03/2024 | 08:15
Max Ernst | 14/03/2024 | 17:45
Ida Noddack | 25/03/2024 | `
    expect(await one([{ name: 'visitor' }, { name: 'visited_at', type: 'timestamp' }], file)).toEqual([
      ['Ada Byron', '2024-03-13 08:15:00'],
      ['Max Ernst', '2024-03-14 17:45:00'],
      ['Ida Noddack', '2024-03-25 00:00:00'],
    ])
  })

  test('a place falls apart into city, state and postcode', async () => {
    const file = `
Name | Location
Byron Ltd | Salem, OR 97301
Ernst AG | Austin, TX 78701
Gil SA | Boise, ID 83702`
    const columns = [{ name: 'name' }, { name: 'city' }, { name: 'state' }, { name: 'zip' }]
    expect(await one(columns, file)).toEqual([
      ['Byron Ltd', 'Salem', 'OR', '97301'],
      ['Ernst AG', 'Austin', 'TX', '78701'],
      ['Gil SA', 'Boise', 'ID', '83702'],
    ])
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
