import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Gain, solveAssignment } from './solve-assignment.ts'

/** Every way to assign, one by one. */
function best(rows: number, gains: readonly Gain[], alone: readonly number[]): number {
  const place = (row: number, used: ReadonlySet<number>): number => {
    if (row === rows) return 0
    let most = (alone[row] ?? 0) + place(row + 1, used)
    for (const { row: own, column, gain } of gains) {
      if (own !== row || used.has(column)) continue
      most = Math.max(most, gain + place(row + 1, new Set([...used, column])))
    }
    return most
  }
  return place(0, new Set())
}

const problem = fc
  .record({ rows: fc.integer({ min: 1, max: 5 }), columns: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      gains: fc.uniqueArray(
        fc.record({
          row: fc.integer({ min: 0, max: rows - 1 }),
          column: fc.integer({ min: 0, max: columns - 1 }),
          gain: fc.integer({ min: -20, max: 60 }).map((tenths) => tenths / 10),
        }),
        { selector: ({ row, column }) => `${row} ${column}`, maxLength: 25 },
      ),
      alone: fc.array(fc.constantFrom(0, 0.5, 2), { minLength: rows, maxLength: rows }),
    }),
  )

test('No other assignment is worth more than the one found', () => {
  fc.assert(
    fc.property(problem, ({ rows, columns, gains, alone }) => {
      const found = solveAssignment(rows, columns, gains, alone)
      const taken = found.filter((column) => column !== null)
      expect(new Set(taken).size).toBe(taken.length)
      const worth = found.reduce<number>(
        (sum, column, row) =>
          sum +
          (column === null ? alone[row]! : gains.find((gain) => gain.row === row && gain.column === column)!.gain),
        0,
      )
      expect(worth).toBeCloseTo(best(rows, gains, alone), 9)
    }),
    { numRuns: 500 },
  )
})

test('A row leaves its best column to another row that has no other choice', () => {
  const gains = [
    { row: 0, column: 0, gain: 0.9 },
    { row: 0, column: 1, gain: 0.8 },
    { row: 1, column: 0, gain: 0.7 },
  ]
  expect(solveAssignment(2, 2, gains)).toEqual([1, 0])
})

test('A thousand rows with a few candidates each are assigned in no time', () => {
  const gains = Array.from({ length: 3000 }, (_, at) => ({
    row: Math.floor(at / 3),
    column: (Math.floor(at / 3) + (at % 3)) % 1000,
    gain: 1 + ((at * 7919) % 13) / 13,
  }))
  const started = performance.now()
  expect(solveAssignment(1000, 1000, gains).every((column) => column !== null)).toBe(true)
  expect(performance.now() - started).toBeLessThan(20_000)
})
