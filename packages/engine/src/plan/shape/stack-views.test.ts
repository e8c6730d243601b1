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
