import { createRequire } from 'node:module'
import type { BookType, CellObject, WorkBook } from '@e965/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStaging } from './test-staging.ts'
import { zipOf } from './test-zip.ts'

const XLSX = createRequire(import.meta.url)('@e965/xlsx') as typeof import('@e965/xlsx')

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

/** A workbook of sheets given as rows of cells. */
function workbook(
  sheets: Record<string, (unknown | CellObject)[][]>,
  change?: (book: WorkBook) => void,
  bookType: BookType = 'xlsx',
): Uint8Array {
  const book = XLSX.utils.book_new()
  for (const [name, rows] of Object.entries(sheets)) {
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows, { UTC: true }), name)
  }
  change?.(book)
  return XLSX.write(book, { type: 'buffer', bookType, bookSST: true, compression: true }) as Uint8Array
}

const number = (v: number, z: string): CellObject => ({ t: 'n', v, z })

describe('a workbook', () => {
  test('is a table for each sheet, cells as their author sees them', async () => {
    const bytes = workbook({
      People: [
        ['id', 'name', 'zip', 'born', 'rate'],
        ['007', 'Ann & <Lee>', number(1234, '00000'), number(44197, 'dd.mm.yyyy'), number(0.15, '0%')],
        ['008', ' Bob\n"B" ', number(99, '00000'), number(44198, 'dd.mm.yyyy'), number(0.5, '0.0%')],
      ],
      Orders: [
        ['no', 'total', 'paid'],
        [1, number(12.5, '"€"#,##0.00'), true],
        [2, number(-7, '[$CHF] #,##0.00'), false],
      ],
    })
    const { tables } = await staging.stage('crm.xlsx', bytes)
    expect(tables.map(({ name, part, format }) => [name, part, format])).toEqual([
      ['crm.xlsx#People', 'People', 'xlsx'],
      ['crm.xlsx#Orders', 'Orders', 'xlsx'],
    ])
    expect(await staging.rows(tables[0]!)).toEqual([
      [2, '007', 'Ann & <Lee>', '01234', '2021-01-01', '15%'],
      [3, '008', ' Bob\n"B" ', '00099', '2021-01-02', '50%'],
    ])
    expect(await staging.rows(tables[1]!)).toEqual([
      [2, '1', '€12.5', 'TRUE'],
      [3, '2', '-CHF 7', 'FALSE'],
    ])
  })

  test.each([
    [44197.5, 'yyyy-mm-dd hh:mm', '2021-01-01 12:00:00'],
    [0.25, 'h:mm AM/PM', '06:00:00'],
    [1.5, '[h]:mm', '36:00:00'],
    [60, 'd-mmm-yy', '1900-02-29'],
    [1, 'm/d/yyyy', '1900-01-01'],
    [123456789012, 'General', '123456789012'],
    [0.1 + 0.2, 'General', '0.3'],
    [1e-7, 'General', '0.0000001'],
    [5551234, '000-0000', '555-1234'],
    [-2, 'yyyy-mm-dd', '-2'],
    [43831.75, '[$-409]mmm d, yyyy', '2020-01-01'],
    [1234.5, '#,##0.00', '1234.5'],
    [3, '0" items"', '3'],
    [0.5, 'mm:ss', '12:00:00'],
  ])('shows %d as %s as %s', async (value, format, text) => {
    const { tables } = await staging.stage(
      'one.xlsx',
      workbook({
        A: [
          ['name', 'x'],
          ['a', number(value, format)],
          ['b', number(value, format)],
        ],
      }),
    )
    expect((await staging.rows(tables[0]!))[0]![2]).toBe(text)
  })

  test('with a hidden sheet and errors says so', async () => {
    const bytes = workbook(
      {
        Shown: [
          ['a', 'b'],
          ['x', { t: 'e', v: 42 }],
          ['y', 'z'],
        ],
        Hidden: [
          ['c', 'd'],
          ['1', '2'],
        ],
      },
      (book) => {
        book.Workbook = {
          Sheets: [
            { name: 'Shown', Hidden: 0 },
            { name: 'Hidden', Hidden: 1 },
          ],
        }
      },
    )
    const { tables } = await staging.stage('odd.xlsx', bytes)
    expect(tables[0]!.warnings.map(({ code, rows }) => [code, rows])).toEqual([['error_values', [2]]])
    expect(tables[1]!.warnings.map(({ code }) => code)).toEqual(['hidden_sheet'])
    expect((await staging.rows(tables[0]!))[0]).toEqual([2, 'x', '#N/A'])
  })

  test('that is not one is refused with a reason', async () => {
    await expect(
      staging.stage('bad.xlsx', Buffer.from('PK\x03\x04....[Content_Types].xml xl/workbook.xml', 'latin1')),
    ).rejects.toMatchObject({ code: 'file_unreadable' })
  })
})

describe('a sheet', () => {
  test('with tables side by side and below one another gives each, with its rows', async () => {
    const bytes = workbook({
      Plan: [
        ['People', null, null, null, 'Pets'],
        ['id', 'name', 'born', null, 'pet', 'owner'],
        [1, 'Ann', 1980, null, 'Rex', 1],
        [2, 'Bob', 1990, null, 'Tom', 2],
        [3, 'Cy', 2000],
        [],
        ['no', 'total'],
        [10, 99.5],
        [11, 12.25],
      ],
    })
    const { tables } = await staging.stage('plan.xlsx', bytes)
    const found = await Promise.all(
      tables.map(async (table) => [table.part, table.columns.map(({ name }) => name), await staging.rows(table)]),
    )
    expect(found).toEqual([
      [
        'Plan/People',
        ['id', 'name', 'born'],
        [
          [3, '1', 'Ann', '1980'],
          [4, '2', 'Bob', '1990'],
          [5, '3', 'Cy', '2000'],
        ],
      ],
      [
        'Plan/Pets',
        ['pet', 'owner'],
        [
          [3, 'Rex', '1'],
          [4, 'Tom', '2'],
        ],
      ],
      [
        'Plan/3',
        ['no', 'total'],
        [
          [8, '10', '99.5'],
          [9, '11', '12.25'],
        ],
      ],
    ])
  })

  test('with an empty column stays one table', async () => {
    const rows = [
      ['id', 'name', null, 'city'],
      [1, 'Ann', null, 'Bonn'],
      [2, 'Bob', null, 'Rome'],
      [3, 'Cy', null, 'Lyon'],
    ]
    const { tables } = await staging.stage('gap.xlsx', workbook({ A: rows }))
    expect(tables.map(({ row_count, columns }) => [row_count, columns.length])).toEqual([[3, 4]])
  })

  test('with cells merged over rows of data says the value of each row, over a header once', async () => {
    const bytes = workbook(
      {
        A: [
          ['team', 'scores', null],
          [null, 'first', 'second'],
          ['Red', 1, 2],
          [null, 3, 4],
          ['Blue', 5, 6],
        ],
      },
      (book) => {
        const at = (ref: string) => XLSX.utils.decode_range(ref)
        book.Sheets['A']!['!merges'] = [at('A1:A2'), at('B1:C1'), at('A3:A4')]
      },
    )
    const { tables } = await staging.stage('merged.xlsx', bytes)
    expect(tables[0]!.columns.map(({ name }) => name)).toEqual(['team', 'first', 'second'])
    expect(await staging.rows(tables[0]!)).toEqual([
      [3, 'Red', '1', '2'],
      [4, 'Red', '3', '4'],
      [5, 'Blue', '5', '6'],
    ])
  })
})

describe.each<BookType>(['xlsx', 'xlsb', 'biff8', 'ods'])('a workbook written as %s', (bookType) => {
  const ending = bookType === 'biff8' ? 'xls' : bookType

  test('is the same table', async () => {
    const bytes = workbook(
      {
        'Kunden & Co': [
          ['id', 'name', 'born', 'share', 'paid', 'seen'],
          [
            '007',
            'Zoë "Z" <O\'Hara>',
            number(44197, 'yyyy-mm-dd'),
            number(0.15, '0%'),
            true,
            number(44197.5, 'yyyy-mm-dd hh:mm'),
          ],
          [
            '008',
            ' 名前\t😀 ',
            number(25569, 'yyyy-mm-dd'),
            number(-0.5, '0%'),
            false,
            number(1.25, 'yyyy-mm-dd hh:mm'),
          ],
        ],
        Second: [
          ['a', 'b'],
          ['x', 1.5],
          ['y', -2],
        ],
      },
      undefined,
      bookType,
    )
    const { tables } = await staging.stage(`kunden.${ending}`, bytes)
    expect(tables.map(({ name, format }) => [name, format])).toEqual([
      [`kunden.${ending}#Kunden & Co`, ending],
      [`kunden.${ending}#Second`, ending],
    ])
    expect(await staging.rows(tables[0]!)).toEqual([
      [2, '007', 'Zoë "Z" <O\'Hara>', '2021-01-01', '15%', 'TRUE', '2021-01-01 12:00:00'],
      [3, '008', ' 名前\t😀 ', '1970-01-01', '-50%', 'FALSE', '1900-01-01 06:00:00'],
    ])
    expect(await staging.rows(tables[1]!)).toEqual([
      [2, 'x', '1.5'],
      [3, 'y', '-2'],
    ])
  })
})

test('an archive is the files in it, each by what it is; what cannot be read is told', async () => {
  const zip = zipOf({
    'data/people.csv': Buffer.from('id,name\n007,Ann\n'),
    'data/book.xlsx': workbook({
      A: [
        ['k', 'v'],
        ['x', 1],
      ],
      B: [
        ['m', 'n'],
        ['y', 2],
      ],
    }),
    'readme.pdf': Buffer.from('%PDF-1.7 nothing'),
    '__MACOSX/._people.csv': Buffer.from('junk'),
    '../../etc/passwd.csv': Buffer.from('a,b\n1,2\n'),
  })
  const { tables, warnings } = await staging.stage('all.zip', zip)
  expect(tables.map(({ name, format }) => [name, format])).toEqual([
    ['all.zip#data/people.csv', 'csv'],
    ['all.zip#data/book.xlsx/A', 'xlsx'],
    ['all.zip#data/book.xlsx/B', 'xlsx'],
  ])
  expect(warnings.map(({ code }) => code)).toContain('part_unreadable')
})
