import { expect, test } from 'vitest'
import { knownExports } from '../words/exports/known-exports.ts'
import { meaningOf, recogniseExport } from './known-export.ts'
import { nameUnits } from './name-words.ts'

test('A table is known by the headers of the system that wrote it', () => {
  const labels = ['DocNumber', 'TxnDate', 'DueDate', 'TotalAmt', 'CustomerRef.name', 'Region']
  const known = recogniseExport(labels)!
  expect(known.system).toBe('QuickBooks')
  expect(labels.map((label) => meaningOf(known, label))).toEqual([
    'invoice number',
    'invoice date',
    'due date',
    'total',
    'customer name',
    null,
  ])
})

test('Words that connectors put before the headers do not hide the system', () => {
  expect(
    recogniseExport(['property_createdate', 'property_jobtitle', 'property_hs_object_id', 'property_firstname'])
      ?.system,
  ).toBe('HubSpot')
})

test('A few headers that any table may have are no export', () => {
  expect(recogniseExport(['id', 'created', 'value', 'name', 'email', 'city'])).toBeNull()
})

test('What a header means is said in words that are known', () => {
  const unknown = knownExports.flatMap(({ system, meanings }) =>
    [...meanings.values()]
      .filter((meaning) => !nameUnits(meaning).some(({ concepts }) => concepts.length > 0))
      .map((meaning) => `${system}: ${meaning}`),
  )
  // A few things have no concept of their own: they still match a template column of the same words.
  expect(unknown.length).toBeLessThan(15)
})
