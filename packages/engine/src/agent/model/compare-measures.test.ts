import { expect, test } from 'vitest'
import { findChanges, findLosses, findPoorSheets } from './compare-measures.ts'
import type { Measured, MeasuredColumn, MeasuredSheet } from './measure.ts'

const cell = (change: Partial<MeasuredColumn> = {}): MeasuredColumn => ({
  filled: 10,
  invalid: 0,
  content: 'a',
  reads: 1,
  ...change,
})
const sheet = (change: Partial<MeasuredSheet> = {}): MeasuredSheet => ({
  rows: 10,
  invalidRows: 2,
  invalidCells: 3,
  columns: new Map([
    ['email', cell()],
    ['title', cell({ filled: 0 })],
  ]),
  ...change,
})
const measured = (change: Partial<Measured> = {}): Measured => ({
  sheets: new Map([['contacts', sheet()]]),
  used: new Set(['people\tE-Mail']),
  unused: [],
  dropped: 1,
  balanced: true,
  ...change,
})
const withSheet = (change: Partial<MeasuredSheet>) => measured({ sheets: new Map([['contacts', sheet(change)]]) })

test('more filled cells, fewer invalid ones and more used columns lose nothing', () => {
  const better = measured({
    used: new Set(['people\tE-Mail', 'people\tTitel']),
    sheets: new Map([
      [
        'contacts',
        sheet({
          invalidRows: 1,
          invalidCells: 1,
          columns: new Map([
            ['email', cell()],
            ['title', cell({ content: 'b' })],
          ]),
        }),
      ],
    ]),
  })
  expect(findLosses(measured(), better)).toEqual([])
  expect(findChanges(measured(), better)).toEqual(['contacts.title'])
})

test.each<[string, Measured, RegExp]>([
  ['an unbalanced ledger', measured({ balanced: false }), /not every source row/],
  ['rows left out', measured({ dropped: 4 }), /3 more source rows/],
  ['a sheet', measured({ sheets: new Map() }), /sheet contacts would be gone/],
  ['rows', withSheet({ rows: 9 }), /1 rows less/],
  ['rows that multiply', withSheet({ rows: 20 }), /10 rows more/],
  ['validity of cells', withSheet({ invalidCells: 4 }), /4 invalid cells/],
  ['validity of rows', withSheet({ invalidRows: 3 }), /in 3 rows instead/],
  [
    'filled cells',
    withSheet({ columns: new Map([['email', cell({ filled: 8 })]]) }),
    /email would have 2 filled cells less/,
  ],
  ['a column of the source', measured({ used: new Set() }), /the source's E-Mail would not be used/],
])('%s: a loss is named', (_, after, expected) => {
  expect(findLosses(measured(), after).join('; ')).toMatch(expected)
})

test('a sheet that is made up from nothing must be mostly valid', () => {
  const empty = measured({ sheets: new Map() })
  expect(findPoorSheets(empty, withSheet({ rows: 10, invalidRows: 2 }))).toEqual([])
  expect(findPoorSheets(empty, withSheet({ rows: 10, invalidRows: 3 }))[0]).toMatch(/of the 10 rows of contacts 3/)
  expect(findPoorSheets(empty, withSheet({ rows: 0, invalidRows: 0 }))).toHaveLength(1)
})
