import { expect, test } from 'vitest'
import { findFillers, isPlaceholder } from './placeholders.ts'

const once = (values: readonly string[]) => values.map((value) => ({ value, count: 1 }))
const days = Array.from({ length: 40 }, (_, at) => `2021-03-${String(1 + (at % 28)).padStart(2, '0')}`)

test('what can be nothing else stands for nothing in every column', () => {
  for (const value of ['-', 'N/A', ' k.A. ', '0000-00-00', '00/00/0000', '9999-12-31', '31.12.9999']) {
    expect(isPlaceholder(value, false), value).toBe(true)
  }
  for (const value of ['Anna', '0', '1900-01-01', '2021-03-03']) expect(isPlaceholder(value, false), value).toBe(false)
})

test('a word that could be meant counts where the other values are of another kind', () => {
  expect(isPlaceholder('unknown', true)).toBe(true)
  expect(isPlaceholder('unknown', false)).toBe(false)
})

test('the first day of a calendar is no date where many rows share it, far from all others', () => {
  const values = [{ value: '1900-01-01', count: 12 }, ...once(days)]
  expect(findFillers(values, 29, 52)).toEqual(['1900-01-01'])
  expect(findFillers([{ value: '01/01/1900', count: 12 }, ...once(['03/03/1905', '04/05/1960'])], 3, 14)).toEqual([])
  expect(findFillers([{ value: '1900-01-01', count: 1 }, ...once(days)], 29, 41)).toEqual([])
})

test('a word for unknown is none among names that are all different, and a value among few that repeat', () => {
  const names = Array.from({ length: 30 }, (_, at) => `Name ${String.fromCharCode(65 + at)}`)
  expect(findFillers([{ value: 'Unknown', count: 9 }, ...once(names)], 31, 39)).toEqual(['Unknown'])
  const diets = [
    { value: 'none', count: 20 },
    { value: 'vegan', count: 9 },
    { value: 'halal', count: 6 },
  ]
  expect(findFillers(diets, 3, 35)).toEqual([])
})
