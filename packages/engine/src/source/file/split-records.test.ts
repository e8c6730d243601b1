import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cell, type Dialect, flaw, splitRecords } from './index.ts'

const comma: Dialect = { delimiter: ',', quote: '"', escape: '"' }

function split(text: string, dialect = comma, expectedCells?: number) {
  const records: Cell[][] = []
  const flaws: number[] = []
  splitRecords(text, 0, { dialect, isLast: true, expectedCells }, (cells, flawBits) => {
    records.push(cells)
    flaws.push(flawBits)
    return true
  })
  return { records, flaws }
}

/** An RFC 4180 writer: quotes what has to be, and now and then what has not. */
function write(
  rows: Cell[][],
  { delimiter, quote }: Dialect,
  lineEnd: string,
  quoteMore: boolean,
  finalLineEnd: boolean,
) {
  const cell = (value: Cell) => {
    if (value === null) return ''
    const must = value === '' || /[\r\n]/.test(value) || value.includes(delimiter) || value.includes(quote)
    return must || quoteMore ? quote + value.replaceAll(quote, quote + quote) + quote : value
  }
  return rows.map((row) => row.map(cell).join(delimiter)).join(lineEnd) + (finalLineEnd ? lineEnd : '')
}

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quote: fc.constantFrom('"', "'"),
})
const cell = fc.oneof(
  fc.constant(null),
  fc.string({
    unit: fc.constantFrom('a', 'é', '名', ' ', ',', ';', '\t', '|', '"', "'", '\n', '\r', '\\', '0', '😀'),
    maxLength: 8,
  }),
)
const tables = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))

describe('splitRecords', () => {
  test('gives back every table that an RFC 4180 writer wrote, in any dialect', () => {
    fc.assert(
      fc.property(
        tables,
        dialects,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        fc.boolean(),
        (rows, { delimiter, quote }, lineEnd, quoteMore, finalLineEnd) => {
          const dialect = { delimiter, quote, escape: quote }
          // Leading blanks before a quote are read as lying outside it, so a writer has to quote such a cell.
          fc.pre(rows.flat().every((value) => value === null || quoteMore || !/^\s|\s$/.test(value)))
          expect(split(write(rows, dialect, lineEnd, quoteMore, finalLineEnd), dialect).records).toEqual(rows)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('reads the same whatever pieces the text comes in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' '), maxLength: 30 }),
        fc.nat(30),
        (text, cut) => {
          const records: Cell[][] = []
          const keep = (cells: Cell[]) => {
            records.push(cells)
            return true
          }
          const head = text.slice(0, cut)
          const consumed = splitRecords(head, 0, { dialect: comma, isLast: false }, keep)
          splitRecords(head.slice(consumed) + text.slice(cut), 0, { dialect: comma, isLast: true }, keep)
          expect(records).toEqual(split(text).records)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('loses no character of a text without quotes, however broken', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '\n', '\u0000', '\\', ' '), maxLength: 40 }), (text) => {
        const back = split(text)
          .records.map((cells) => cells.map((value) => value ?? '').join(','))
          .join('\n')
        expect(back).toBe(text.replace(/\n$/, ''))
      }),
    )
  })

  test('tells an unquoted empty cell from a quoted one', () => {
    expect(split('a,,""\n').records).toEqual([['a', null, '']])
  })

  test('takes every line end, mixed too', () => {
    expect(split('a\rb\nc\r\nd').records).toEqual([['a'], ['b'], ['c'], ['d']])
  })

  test('keeps quotes in the middle of unquoted cells, and stray ones in quoted cells', () => {
    const { records, flaws } = split('5" pipe,x\n"say "hi" now",y\n')
    expect(records).toEqual([
      ['5" pipe', 'x'],
      ['say "hi" now', 'y'],
    ])
    expect(flaws).toEqual([0, flaw.strayQuote])
  })

  test('reads a quote that swallows rows as plain text when the line alone fits the table', () => {
    const { records, flaws } = split('1,"abc,2\n3,"def",4\n', comma, 3)
    expect(records).toEqual([
      ['1', '"abc', '2'],
      ['3', 'def', '4'],
    ])
    expect(flaws).toEqual([flaw.literalQuotes, 0])
  })

  test('tells of a quote that is never closed', () => {
    expect(split('a,b\n1,"x\n2,y\n').flaws).toEqual([0, flaw.unclosedQuote])
  })

  test('leaves blanks outside quotes out, and says so', () => {
    const { records, flaws } = split('a, "b, c" ,d\n')
    expect(records).toEqual([['a', 'b, c', 'd']])
    expect(flaws).toEqual([flaw.blanksOutsideQuotes])
  })

  test('understands backslashes as escapes where the dialect says so', () => {
    const dialect = { delimiter: ',', quote: '"', escape: '\\' }
    expect(split('"a \\"b\\" \\\\",c\\d\n', dialect).records).toEqual([['a "b" \\', 'c\\d']])
  })
})
