import type { Coverage, StagedTable } from '@godwit/contract'
import { expect, test } from 'vitest'
import { checkLedger } from './check-ledger.ts'

const table = {
  name: 'people.csv',
  row_count: 10,
  excluded: [{ reason: 'header', ranges: [[1, 1]], rows: 1 }],
} as unknown as StagedTable
const coverage = (change: Partial<Coverage['tables'][number]> = {}): Coverage => ({
  balanced: true,
  tables: [
    {
      name: 'people.csv',
      rows: 11,
      imported: 7,
      merged: 1,
      dropped: [
        { reason: 'header', rows: 1 },
        { reason: 'test', rows: 2 },
      ],
      ...change,
    },
  ],
  columns: { mapped: [], unmapped: [] },
})

test('a ledger in which every row of the source is accounted for passes', () => {
  expect(() => checkLedger({ tables: [table], coverage: coverage() })).not.toThrow()
})

test('a row too few, a row too many, or a forgotten table is found, whatever the ledger says of itself', () => {
  const refused = (wrong: Coverage) =>
    expect(() => checkLedger({ tables: [table], coverage: wrong })).toThrow(/people\.csv/)
  refused(coverage({ imported: 6 }))
  refused(coverage({ imported: 8 }))
  refused(coverage({ rows: 12, imported: 8 }))
  refused({ ...coverage(), tables: [] })
  expect(() => checkLedger({ tables: [table], coverage: { ...coverage(), balanced: false } })).toThrow(/accounted for/)
})
