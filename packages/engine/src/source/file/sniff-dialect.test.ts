import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sniffDialect } from './sniff-dialect.ts'
import { splitRecords } from './split-records.ts'

const words = [
  'Ann',
  'Bob Ray',
  'Rue de la Paix 3',
  'x',
  '2021-03-04',
  '17',
  '3.5',
  'ann@example.com',
  'N/A',
  '+49 30 1234',
]
const delimiters = [',', ';', '\t', '|', '^', '~', '¦', '||', '::', '|~|', '\u0001']

const table = fc
  .record({
    width: fc.integer({ min: 3, max: 8 }),
    rows: fc.integer({ min: 4, max: 30 }),
    seed: fc.array(fc.nat(words.length - 1), { minLength: 300, maxLength: 300 }),
  })
  .map(({ width, rows, seed }) => [
    Array.from({ length: width }, (_, at) => `column ${at + 1}`),
    ...Array.from({ length: rows }, (_, row) =>
      Array.from({ length: width }, (_, at) => words[seed[(row * width + at) % seed.length]!]!),
    ),
  ])

const write = (rows: readonly string[][], delimiter: string, quote: string, lineEnd: string) =>
  rows
    .map((cells) =>
      cells
        .map((cell) =>
          quote !== '' && cell.includes(' ') ? `${quote}${cell.replaceAll(quote, quote + quote)}${quote}` : cell,
        )
        .join(delimiter),
    )
    .join(lineEnd) + lineEnd

describe('a table', () => {
  test('written with any delimiter, quote and line end is read as it was', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...delimiters),
        fc.constantFrom('"', "'", ''),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, delimiter, quote, lineEnd) => {
          const text = write(rows, delimiter, quote, lineEnd)
          const dialect = sniffDialect(text, true)
          const read: (string | null)[][] = []
          splitRecords(text, 0, { dialect, isLast: true }, (cells) => {
            read.push(cells)
            return true
          })
          expect(read).toEqual(rows)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('lined up with blanks has its columns where its lines have gaps', () => {
    const text = [
      'code  name           amount',
      'A1    Ann Lee          1.50',
      'B22   Bob               .75',
      '      nobody at all  100.00',
      'C3    Cy                   ',
    ].join('\n')
    const dialect = sniffDialect(text, true)
    const read: (string | null)[][] = []
    splitRecords(text, 0, { dialect, isLast: true }, (cells) => {
      read.push(cells)
      return true
    })
    expect(read).toEqual([
      ['code', 'name', 'amount'],
      ['A1', 'Ann Lee', '1.50'],
      ['B22', 'Bob', '.75'],
      [null, 'nobody at all', '100.00'],
      ['C3', 'Cy', null],
    ])
  })
})

test.each([
  ['names', 'name\nAnn Lee\nBob Ray\nCy Orr\nDi Poe\n'],
  ['times', 'at\n12:30:01\n13:40:02\n14:50:03\n'],
  ['addresses', 'url\nhttp://a.example/x\nhttp://b.example/y\n'],
  ['sentences', 'note\nCalled back, will pay\nNo answer\nWrong number, again\nPaid\nPaid\n'],
])('%s, one to a line, are one column', (_, text) => {
  const dialect = sniffDialect(text, true)
  const widths = new Set<number>()
  splitRecords(text, 0, { dialect, isLast: true }, (cells) => {
    widths.add(cells.length)
    return true
  })
  expect(dialect.delimiter).toBe(',')
})

test('texts of as many words each in quotes are no columns of their own', () => {
  const text = `id,name\n${'1,"some text that takes room"\n'.repeat(50)}`
  expect(sniffDialect(text, true)).toMatchObject({ delimiter: ',', quote: '"' })
})
