import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from './dialect.ts'
import { RecordMender } from './mend-record.ts'
import { learnRowShape } from './row-shape.ts'
import { flaw, splitRecords } from './split-records.ts'

const dialect = { delimiter: ',', quote: '"', escape: '"' }
const row = (at: number) => `${at},Ada Byron,Ulm,2024-03-0${1 + (at % 9)},${at}.50,open\n`
const table = `id,name,city,day,amount,state\n${Array.from({ length: 20 }, (_, at) => row(at + 1)).join('')}`

/** Reads a line that stands among the rows of the table. */
function mend(line: string): { cells: Cell[]; flaws: number } {
  const mender = new RecordMender(learnRowShape(table, dialect)!)
  let read: { cells: Cell[]; flaws: number } | undefined
  const text = `${row(1)}${line}\n`
  splitRecords(text, 0, { dialect, isLast: true }, (cells, flaws, start, end) => {
    if (!mender.isWhole(cells)) read = mender.mend(cells, flaws, text.slice(start, end))
    else read = { cells, flaws }
    return true
  })
  return read!
}

test.each<[string, string, Cell[], number]>([
  [
    'an empty cell too many',
    '7,Ida,,Kiel,2024-01-02,1.50,open',
    ['7', 'Ida', 'Kiel', '2024-01-02', '1.50', 'open'],
    flaw.realigned,
  ],
  [
    'a cell missing in the middle',
    '7,Ida,2024-01-02,1.50,open',
    ['7', 'Ida', null, '2024-01-02', '1.50', 'open'],
    flaw.realigned,
  ],
  [
    'a comma within words',
    '7,Ida,Ulm, Germany,2024-01-02,1.50,open',
    ['7', 'Ida', 'Ulm, Germany', '2024-01-02', '1.50', 'open'],
    flaw.rejoined,
  ],
  [
    'another delimiter',
    '7;Ida;Kiel;2024-01-02;1.50;open',
    ['7', 'Ida', 'Kiel', '2024-01-02', '1.50', 'open'],
    flaw.otherDelimiter,
  ],
  [
    'quotes around the line',
    '"7,Ida,""a, b"",2024-01-02,1.50,open"',
    ['7', 'Ida', 'a, b', '2024-01-02', '1.50', 'open'],
    flaw.wholeLineQuoted,
  ],
  [
    'a quote too many',
    '7,"Ida,"a, b",2024-01-02,1.50,open',
    ['7', '"Ida', 'a, b', '2024-01-02', '1.50', 'open'],
    flaw.literalQuotes,
  ],
])('%s', (_, line, cells, flaws) => {
  expect(mend(line)).toEqual({ cells, flaws })
})

test.each([
  ['more at the end', '7,Ida,Kiel,2024-01-02,1.50,open,more'],
  ['a cut row', '7,Ida,Kiel'],
  ['words that could stand in two places', '7,Ida,a,b,2024-01-02,1.50,open'],
  ['a title with semicolons', 'Sales; all branches; 2024'],
  ['a header of another table', 'code,label'],
])('%s is left as it stands', (_, line) => {
  expect(mend(line)).toEqual({ cells: line.split(','), flaws: 0 })
})

test('rows of another table below are not mended', () => {
  const text = `${table}\nid,name,town,region,day,amount,state\n1,Ida,Kiel,North,2024-01-02,1.50,open\n`
  const mender = new RecordMender(learnRowShape(table, dialect)!)
  const widths: number[] = []
  splitRecords(text, 0, { dialect, isLast: true }, (cells, flaws, start, end) => {
    widths.push(mender.isWhole(cells) ? cells.length : mender.mend(cells, flaws, text.slice(start, end)).cells.length)
    return true
  })
  expect(widths.slice(-2)).toEqual([7, 7])
})

test('nothing is lost from a record but separators, quotes and blanks', () => {
  const piece = fc.constantFrom(
    '7',
    'Ida',
    'a b',
    '"',
    '""',
    ',',
    ';',
    '|',
    '\t',
    ' ',
    '2024-01-02',
    '1.50',
    'x,y',
    "'",
  )
  const shown = (text: string) => text.replace(/[,;|"\s^~:]/g, '')
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 16 }), (pieces) => {
      const line = pieces.join('')
      const { cells } = mend(line)
      expect(shown(cells.map((cell) => cell ?? '').join(''))).toBe(shown(line))
    }),
    { numRuns: 2000 },
  )
})
