import { expect, test } from 'vitest'
import { parseCsv } from './parse-csv.ts'
import { scoreSheet, sumScores } from './score-sheet.ts'

const expected = [
  ['id', 'name'],
  ['1', 'Ann'],
  ['2', 'Bob'],
]

test('the same rows in another order, with columns in another order, score 1', () => {
  const actual = [
    ['name', 'id'],
    ['Bob', '2'],
    ['Ann', '1'],
  ]
  expect(scoreSheet(expected, actual, ['id'])).toMatchObject({ score: 1, equal: 4, missingRows: 0, extraRows: 0 })
})

test('a wrong cell, a missing row and an extra row each cost their cells', () => {
  const actual = [
    ['id', 'name'],
    ['1', 'ann'],
    ['3', 'Cy'],
  ]
  expect(scoreSheet(expected, actual, ['id'])).toEqual({
    expected: 4,
    equal: 1,
    missingRows: 1,
    extraRows: 1,
    extraCells: 2,
    score: 0,
    wrongColumns: [{ column: 'name', cells: 1 }],
  })
})

test('a row that comes twice is an extra row', () => {
  const actual = [...expected, ['2', 'Bob']]
  expect(scoreSheet(expected, actual, ['id'])).toMatchObject({ equal: 4, extraRows: 1, score: 0.5 })
})

test('a sheet without rows misses all of them', () => {
  expect(scoreSheet(expected, [], ['id'])).toMatchObject({ score: 0, missingRows: 2, extraRows: 0 })
})

test('several sheets weigh by their cells', () => {
  const right = scoreSheet(expected, expected, ['id'])
  const empty = scoreSheet([...expected, ['3', 'Cy'], ['4', 'Di']], [], ['id'])
  expect(sumScores([right, empty])).toMatchObject({ expected: 12, equal: 4, score: 4 / 12 })
})

test('quoted cells keep commas, quotes and line breaks', () => {
  expect(parseCsv('a,b\r\n"x, ""y""","1\r\n2"\r\n,\r\n')).toEqual([
    ['a', 'b'],
    ['x, "y"', '1\r\n2'],
    ['', ''],
  ])
})
