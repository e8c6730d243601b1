import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planAndFill } from '../../../test/support/plan-and-fill.ts'
import { templateOf } from '../../../test/support/plan-over.ts'
import { openSheetBench, type SheetBench } from '../../../test/support/sheet-bench.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(2)
})
afterAll(() => bench.close())

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
