import { afterAll, beforeAll, expect, test } from 'vitest'
import { listExamples, readExample } from '../../../cli/src/example/read-example.ts'
import { renderOutcome } from '../../../cli/src/example/render-outcome.ts'
import { runExample } from '../../../cli/src/example/run-example.ts'
import { type Local, openLocal } from '../../../cli/src/local/open-local.ts'
import type { Client } from '../../../sdk/src/index.ts'

let local: Local
beforeAll(async () => {
  local = await openLocal({})
})
afterAll(() => local?.[Symbol.asyncDispose]())

test.each(await listExamples())('%s: the next customer of the same source gets the same mapping', async (name) => {
  const example = await readExample(name)
  const client = await local.addAccount(`${name}, again`)
  await client.sources.create({ name: 'Old system' })
  const ofSource: Client = {
    ...client,
    migrations: {
      ...client.migrations,
      create: (input, options) => client.migrations.create({ ...input, source: 'Old system' }, options),
    },
  }
  const first = await runExample(ofSource, example, { now: () => 0 })
  const second = await runExample(ofSource, example, { now: () => 0 })
  const { events } = await client.thread.read(second.migrated.migration.id)
  const said = events
    .filter((event) => event.type === 'message')
    .map((event) => event.data['text'])
    .join('\n')
  const [before, after] = await Promise.all([
    client.recipe.get(first.migrated.migration.id),
    client.recipe.get(second.migrated.migration.id),
  ])
  expect(second.migrated.status, renderOutcome(second).join('\n')).toBe('done')
  expect(second.total.score).toBe(first.total.score)
  const expressions = ({ sheets }: typeof before) =>
    sheets.map(({ template, columns }) => [template, Object.entries(columns).map(([column, { sql }]) => [column, sql])])
  expect(expressions(after)).toEqual(expressions(before))
  // What stands in the headers of a wide table is looked at afresh in each migration.
  if (name !== 'timesheet-matrix')
    expect(said).toContain('columns are filled as learned. Nothing is different from then.')
})
