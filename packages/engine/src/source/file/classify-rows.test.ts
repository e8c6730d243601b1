import { expect, test } from 'vitest'
import { classifyRows } from './classify-rows.ts'

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => (cell.trim() === '' ? null : cell.trim())))

test('a printed table: titles, a header of two rows, sums over and under their rows, notes', () => {
  const classes = classifyRows(
    rows(`
Sales by region ||||
Region || 2021 | 2022 | 2023
|| units | units | units
Europe | | 30 | 330 | 123
France | | 10 | 110 | 61
Spain | | 20 | 220 | 62
Asia | | 107 | 108 | 109
Japan | | 100 | 101 | 102
India | | 7 | 7 | 7
Total | | 137 | 438 | 232
Source: the ministry ||||
`),
  )
  expect(classes).toEqual([
    'title',
    'header',
    'header',
    'total',
    'data',
    'data',
    'total',
    'data',
    'data',
    'total',
    'comment',
  ])
})

test('a name that begins like a total is one only where its numbers add up', () => {
  const table = (total: string) => rows(`company|staff|sites\nAcme|10|101\nBolt|20|203\nTotal Energies|${total}`)
  expect(classifyRows(table('30|304')).at(-1)).toBe('total')
  expect(classifyRows(table('40|304000')).at(-1)).toBe('data')
})

test('years across a row are labels, unless the rows below count up years too', () => {
  expect(classifyRows(rows('|2020|2021|2022\nApples|5|6|7\nPears|8|9|1')).slice(0, 2)).toEqual(['header', 'data'])
  expect(classifyRows(rows('Ann|1999|2004|2010\nBob|1987|2001|2003\nCy|1990|1995|1999'))[0]).toBe('data')
})

test('a first record with an empty cell is not taken for a part of the header', () => {
  expect(classifyRows(rows('id|name|zip\n|unknown|none\n1|Ann|12345\n2|Bob|23456')).slice(0, 2)).toEqual([
    'header',
    'data',
  ])
})
