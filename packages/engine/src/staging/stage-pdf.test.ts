import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PdfPage, writePdf } from './test-pdf.ts'
import { openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

async function tablesOf(pages: readonly PdfPage[]) {
  const { tables, warnings } = await staging.stage('list.pdf', writePdf(pages))
  return {
    found: await Promise.all(
      tables.map(async (table) => ({
        part: table.part,
        columns: table.columns.map(({ name }) => name),
        rows: (await staging.rows(table)).map((row) => row.slice(1)),
      })),
    ),
    warnings: warnings.map(({ code, count }) => [code, count]),
  }
}

type Text = NonNullable<PdfPage['text']>

/** Rows of cells at fixed places, from `top` down. */
const grid = (top: number, leading: number, places: number[], rows: (string | null)[][]): Text =>
  rows.flatMap((cells, row) =>
    cells.flatMap((cell, at): Text => (cell === null ? [] : [[places[at]!, top - row * leading, 10, cell]])),
  )

test('a table without rules is found between text, titles above it and all', async () => {
  const text: Text = [
    [50, 800, 16, 'Price list of Acme & Sons'],
    [
      50,
      775,
      10,
      'All prices are in euro and hold until the end of the year, unless we tell you otherwise in good time.',
    ],
    [50, 740, 12, 'Tools'],
    ...grid(
      720,
      16,
      [50, 200, 400],
      [
        ['Article', 'Name', 'Price'],
        ['007', 'Hammer (big)', '12.50'],
        ['008', 'Saw', '1,007.00'],
        ['009', 'Nails', null],
        ['010', null, '3'],
      ],
    ),
    [
      50,
      600,
      10,
      'Thank you for your order. We deliver everywhere, and gladly take back what you do not like after all.',
    ],
  ]
  expect(await tablesOf([{ text }])).toEqual({
    found: [
      {
        part: 'Tools',
        columns: ['Article', 'Name', 'Price'],
        rows: [
          ['007', 'Hammer (big)', '12.50'],
          ['008', 'Saw', '1,007.00'],
          ['009', 'Nails', null],
          ['010', null, '3'],
        ],
      },
    ],
    warnings: [['text_outside_tables', 4]],
  })
})

test('between rules, near words are of two cells, and lines between two bars are one row', async () => {
  const bars = [730, 700, 665, 630, 600]
  const lines: NonNullable<PdfPage['lines']> = [
    ...bars.map((y): [number, number, number, number] => [48, y, 400, y]),
    ...[48, 150, 205, 400].map((x): [number, number, number, number] => [x, 600, x, 730]),
  ]
  const text: Text = [
    ...grid(712, 0, [50, 152, 207], [['Name', 'Age', 'Remark']]),
    ...grid(
      685,
      12,
      [50, 152, 207],
      [
        ['A rather long name', '41', 'comes at'],
        [null, null, 'night only'],
      ],
    ),
    ...grid(
      650,
      12,
      [50, 152, 207],
      [
        ['Bob', '7', 'none'],
        ['the second', null, null],
      ],
    ),
    ...grid(612, 12, [50, 152, 207], [['Cy', '65', 'gone']]),
  ]
  expect((await tablesOf([{ text, lines }])).found).toEqual([
    {
      part: 'table 1',
      columns: ['Name', 'Age', 'Remark'],
      rows: [
        ['A rather long name', '41', 'comes at night only'],
        ['Bob the second', '7', 'none'],
        ['Cy', '65', 'gone'],
      ],
    },
  ])
})

test('a table goes on over pages, its header once; another table is another', async () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => [`N${from + at}`, `name ${from + at}`, String((from + at) * 3)])
  const header = ['no', 'name', 'score']
  const pages: PdfPage[] = [
    { text: grid(800, 15, [50, 200, 400], [header, ...rows(1, 50)]) },
    { text: grid(800, 15, [50, 200, 400], [header, ...rows(50, 60)]) },
    {
      text: grid(
        800,
        15,
        [80, 300],
        [
          ['city', 'people'],
          ['Bonn', '300'],
          ['Rome', '2800'],
          ['Lyon', '500'],
        ],
      ),
    },
  ]
  const { found } = await tablesOf(pages)
  expect(found.map(({ columns, rows: read }) => [columns, read.length])).toEqual([
    [header, 59],
    [['city', 'people'], 3],
  ])
  expect(found[0]!.rows[58]).toEqual(['N59', 'name 59', '177'])
})

test.each([
  ['cut off', Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog'), 'damaged'],
  ['without a table', writePdf([{ text: [[50, 700, 10, 'Dear Ms Lee, nothing to see here.']] }]), 'no table'],
])('a document %s is refused with a reason', async (_, bytes, why) => {
  await expect(staging.stage('list.pdf', bytes)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(why),
  })
})
