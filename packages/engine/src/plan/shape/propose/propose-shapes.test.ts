import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { input, makeTemplate, openSheetBench, type SheetBench } from '../../../../test/support/sheet-bench.ts'
import { type PlainTable, tangleTable } from '../../../../test/support/tangle-table.ts'
import { partHeader } from './header-label.ts'
import { proposeShapes } from './propose-shapes.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(2)
})
afterAll(() => bench.close())

/** The table that a recipe makes of another one with the proposed operations. */
async function untangle({ columns, rows }: PlainTable) {
  const proposal = proposeShapes({ ref: 't', columns, rows })
  const staged = await bench.stage('t', columns, rows)
  const filled = await bench.fill(
    {
      inputs: [input('t', proposal.ops)],
      sheets: [
        {
          template: 's',
          from: 't',
          columns: Object.fromEntries(
            proposal.columns.map((name) => [name, { sql: `t."${name.replaceAll('"', '""')}"` }]),
          ),
        },
      ],
    },
    [
      makeTemplate(
        's',
        proposal.columns.map((name) => ({ name })),
      ),
    ],
    [staged],
  )
  expect(filled.coverage.balanced).toBe(true)
  return { proposal, cells: await bench.cells(filled) }
}

/** Rows as sets of cells: neither their order nor that of their columns counts. */
const asSet = (rows: readonly (readonly (string | null)[])[]) =>
  rows
    .map((row) =>
      row
        .map((cell) => cell?.trim() || '')
        .sort()
        .join('\u0001'),
    )
    .sort()

describe('tables that were written down otherwise come back as they were', () => {
  for (let seed = 0; seed < 60; seed++) {
    const { kind, tangled, plain } = tangleTable(seed)
    test(`${kind} (${seed})`, async () => {
      const { cells } = await untangle(tangled)
      expect(asSet(cells)).toEqual(asSet(plain.rows))
    })
  }
})

test('the same rows give the same operations', () => {
  const { tangled } = tangleTable(8)
  expect(proposeShapes({ ref: 't', ...tangled })).toEqual(proposeShapes({ ref: 't', ...tangled }))
})

test.each([
  ['Contact 2 Name', 'Contact Name', '2'],
  ['phone_3', 'phone', '3'],
  ['2019 Sales', 'Sales', '2019'],
  ['Sales (2)', 'Sales', '2'],
  ['contact1_email', 'contact email', '1'],
  ['Revenue Q1', 'Revenue', 'Q1'],
  ['Hours Mon', 'Hours', 'Mon'],
])('%s is %s of %s', (header, stem, label) => {
  expect(partHeader(header)).toContainEqual({ stem, label })
})
