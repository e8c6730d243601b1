import { expect, test } from 'vitest'
import type { FileCorrections, FoundTable } from '../../../store/queries/file-row.ts'
import { applyCorrection } from './apply-correction.ts'

const table = (first: number, last: number, more: Partial<FoundTable> = {}): FoundTable => ({
  name: 'a.zip#t',
  part: 't',
  format: 'csv',
  region: { first_row: first, last_row: last, first_column: 1, last_column: 3 },
  header_rows: [first],
  encoding: 'utf-8',
  dialect: { delimiter: ',', quote: '', escape: '' },
  row_count: last - first,
  excluded: [],
  columns: ['a', 'b', 'c'],
  warnings: [],
  skipped: false,
  group: 1,
  ...more,
})

// A text with two tables, another text, and a sheet.
const tables = [
  table(1, 5),
  table(6, 9),
  table(1, 5, { group: 3 }),
  table(1, 5, { group: 4, format: 'xlsx', dialect: null }),
]

test('what concerns a text goes to its first table, and takes back what was said of the tables behind', () => {
  const corrections = {
    1: { header_row: 2 },
    2: { header_row: 7 },
    3: { encoding: 'utf-16le' },
    4: { skip: true as const },
  }
  expect(applyCorrection({ tables, corrections }, 2, { delimiter: ';' })).toEqual({
    1: { header_row: 2, delimiter: ';' },
    2: { header_row: 7 },
  })
  expect(applyCorrection({ tables, corrections }, 3, { encoding: 'UTF-16LE' })).toEqual(corrections)
})

test('null takes a field back, reset all of them, of the text too', () => {
  const corrections = { 1: { header_row: 2, delimiter: ';' }, 2: { skip: true as const } }
  expect(applyCorrection({ tables, corrections }, 1, { header_row: null })).toEqual({
    1: { delimiter: ';' },
    2: { skip: true },
  })
  expect(applyCorrection({ tables, corrections }, 2, { skip: false })).toEqual({ 1: corrections[1] })
  expect(applyCorrection({ tables, corrections }, 2, { reset: true })).toEqual({ 1: { header_row: 2 } })
})

test('a region may not reach into another table of the same sheet, unless that one is skipped or cut', () => {
  const region = { first_row: 1, last_row: 8, first_column: 1, last_column: 3 }
  const set = (corrections: FileCorrections) => applyCorrection({ tables, corrections }, 1, { region })
  expect(() => set({})).toThrow('overlaps table 2')
  expect(set({ 2: { skip: true } })).toMatchObject({ 1: { region } })
  expect(set({ 2: { region: { ...region, first_row: 9, last_row: 9 } } })).toMatchObject({ 1: { region } })
})

test('header row and region have to fit each other, whichever came first', () => {
  const region = { first_row: 3, last_row: 5, first_column: 1, last_column: 3 }
  expect(() => applyCorrection({ tables, corrections: { 1: { header_row: 2 } } }, 1, { region })).toThrow('row 2')
  expect(() => applyCorrection({ tables, corrections: { 1: { region } } }, 1, { header_row: 2 })).toThrow('rows 3 to 5')
  expect(applyCorrection({ tables, corrections: {} }, 1, { region, header_row: 4 })).toEqual({
    1: { region, header_row: 4 },
  })
})
