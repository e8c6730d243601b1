import { expect, test } from 'vitest'
import { readNumberLook } from './read-number.ts'

test.each([
  ['1234', 'plain'],
  ['-3', 'plain'],
  ['1,234.50', 'dot'],
  ['1.234,50', 'comma'],
  ['832,31', 'comma'],
  ['0.19', 'dot'],
  ['1.234', 'either_dot'],
  ['131,000', 'either_comma'],
  ['0,431', 'comma'],
  ['1.234.567', 'comma'],
  ['1,234,567', 'dot'],
  ['$1,234.50', 'dot'],
  ['682,78 EUR', 'comma'],
  ['(12.50)', 'dot'],
  ["1'234.50", 'dot'],
  ['72k', 'plain'],
  ['37,567 kg', 'either_comma'],
  ['9,246.85 CR', 'dot'],
  ['12.50-', 'dot'],
])('%s is written with %s', (value, mark) => {
  expect(readNumberLook(value)?.mark).toBe(mark)
})

test.each(['', 'TBA', '12/10/2023', '1,23,45', 'a1', '1.2.3'])('%j is no number', (value) => {
  expect(readNumberLook(value)).toBeNull()
})

test('money, percentages and units are told apart', () => {
  expect(readNumberLook('€ 5')).toMatchObject({ money: true, percent: false, unit: null })
  expect(readNumberLook('19 %')).toMatchObject({ money: false, percent: true, unit: null })
  expect(readNumberLook('172 g')).toMatchObject({ money: false, percent: false, unit: 'g' })
})
