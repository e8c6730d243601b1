import { expect, test } from 'vitest'
import { findVariants } from './find-variants.ts'

const values = (...spelled: [string, number][]) => spelled.map(([value, count]) => ({ value, count }))

test('spellings that differ in case, blanks, accents or signs alone are one', () => {
  expect(
    findVariants(values(['Acme Ltd', 9], ['Köln', 7], ['ACME  LTD.', 3], ['Koln', 1], ['acme-ltd ', 1], ['Bonn', 1])),
  ).toEqual([
    { usual: 'Acme Ltd', others: values(['ACME  LTD.', 3], ['acme-ltd ', 1]) },
    { usual: 'Köln', others: values(['Koln', 1]) },
  ])
})
test('numbers, signs and other words are no spellings of each other', () => {
  expect(findVariants(values(['1.5', 3], ['15', 2], ['-', 2], ['?', 1], ['Site A', 1], ['Site B', 1]))).toEqual([])
})
