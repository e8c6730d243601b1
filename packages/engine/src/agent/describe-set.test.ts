import { expect, test } from 'vitest'
import { describeSet } from './describe-set.ts'

test('a set of sheets is told in plain words, with numbers', () => {
  const sheet = { slug: 'contacts', sheet_id: '', rows_key: '', issues_key: '', columns: [] }
  const text = describeSet({
    sheets: [
      { ...sheet, name: 'Contacts', row_count: 1204, invalid_rows: 1 },
      { ...sheet, name: 'Companies', row_count: 1, invalid_rows: 0 },
    ],
    coverage: {
      balanced: true,
      tables: [
        {
          name: 'a',
          rows: 1210,
          imported: 1205,
          merged: 3,
          dropped: [
            { reason: 'header', rows: 1 },
            { reason: 'total row', rows: 1 },
          ],
        },
      ],
      columns: { mapped: [], unmapped: [] },
    },
  })
  expect(text).toBe(
    'Contacts: 1,204 rows, 1 row with invalid cells. Companies: 1 row, all valid. Of 1,210 source rows: 1,205 imported; 3 merged into others; left out: 1 header and 1 total row.',
  )
})
