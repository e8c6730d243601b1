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
