import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listExamples, readExample } from '../../../cli/src/example/read-example.ts'
import { renderOutcome } from '../../../cli/src/example/render-outcome.ts'
import { runExample } from '../../../cli/src/example/run-example.ts'
import { type Local, openLocal } from '../../../cli/src/local/open-local.ts'

/** Scores that each example has reached; they may only go up. `npm run bench -- cases` prints the present ones. */
const floors = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as Record<
  string,
  { score: number; issues: number }
>

let local: Local
beforeAll(async () => {
  local = await openLocal({})
})
afterAll(() => local?.[Symbol.asyncDispose]())

test('every example has a floor', async () => {
  expect(Object.keys(floors).sort()).toEqual(await listExamples())
})

test.each(await listExamples())('%s runs to its end, balances, and is no worse than it was', async (name) => {
  const example = await readExample(name)
  const outcome = await runExample(await local.addAccount(name), example, { now: () => performance.now() })
  const told = renderOutcome(outcome).join('\n')
  expect(outcome.migrated.status, told).toBe('done')

  const coverage = outcome.migrated.run.report?.coverage
  expect(coverage?.balanced).toBe(true)
  for (const table of coverage?.tables ?? []) {
    const dropped = table.dropped.reduce((sum, { rows }) => sum + rows, 0)
    expect(table.imported + table.merged + dropped, table.name).toBe(table.rows)
  }
  for (const file of example.files) {
    const stem = file.name.replace(/\.[^.]+$/, '')
    expect(
      coverage?.tables.some((table) => table.name.startsWith(stem)),
      `${file.name} is in the ledger`,
    ).toBe(true)
  }
  const floor = floors[name] ?? { score: 0, issues: 0 }
  expect(outcome.total.score, told).toBeGreaterThanOrEqual(floor.score)
  expect(outcome.issues.flagged, told).toBeGreaterThanOrEqual(floor.issues)
})
