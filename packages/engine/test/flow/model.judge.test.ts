import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { createRun, startWorker } from '../../src/run/index.ts'
import { sql, text } from '../../src/sql/quote.ts'
import { waitForRun } from '../support/follow-run.ts'
import { type ModelApp, openModelApp } from '../support/model-app.ts'
import type { Scripted } from '../support/model-server.ts'
import { openTestApp } from '../support/open-test-app.ts'
import { type Seed, seedMigration } from '../support/seed-migration.ts'

let it: ModelApp
beforeAll(async () => {
  it = await openModelApp()
})
afterAll(() => it?.close())

const professions = ['Baker', 'Nurse', 'qwertz', 'Pilot']
const seed = (rows = 40): Seed => ({
  templates: [
    {
      slug: 'people',
      name: 'People',
      columns: [
        { name: 'email', description: 'Work e-mail address', required: true, type: 'email' },
        { name: 'profession', description: 'What the person does for a living', desiredRule: 'ai' },
      ],
    },
  ],
  files: [
    {
      name: 'people.csv',
      body: `Email,Profession\n${Array.from({ length: rows }, (_, row) => `p${row}@example.com,${professions[row % 4]}`).join('\n')}\n`,
    },
  ],
})

/** Finishes plans; judges that `qwertz` is no profession. */
const judge = ({ texts, tools }: { texts: string[]; tools: string[] }): Scripted => {
  if (!tools.includes('judge')) return { calls: [{ name: 'finish', input: {} }] }
  const { values } = JSON.parse(texts[0]!) as { values: { number: number; value: string }[] }
  return {
    calls: [
      { name: 'judge', input: { unfit: values.filter(({ value }) => value === 'qwertz').map(({ number }) => number) } },
    ],
  }
}
const judgements = () => it.server.seen.filter(({ tools }) => tools.includes('judge'))

async function issuesOf(app: App, runId: string) {
  const [set] = await app.store.query<{ plan: string; sheets: { issues_key: string; invalid_rows: number }[] }>(
    'SELECT plan, sheets FROM sheet_sets WHERE run_id = $1',
    [runId],
  )
  const path = await app.storage.localPath(set!.sheets[0]!.issues_key)
  const issues = await app.readDuckdb((db) =>
    db.rows<{ row_id: number; column: string; rule: string; severity: string; value: string }>(
      sql(`SELECT row_id, "column", rule, severity, value FROM read_parquet(${text(path)})`),
    ),
  )
  return { issues, plan: set!.plan, invalidRows: set!.sheets[0]!.invalid_rows }
}

test('distinct values are judged once, flag what needs a look, and an execute says the same without the model', async () => {
  await it.settings({ model: { samples: 'raw' } })
  it.server.script(judge)
  const migrationId = await seedMigration(it.app, it.app.accountId, seed())
  const run = await it.run(migrationId, 'generate')
  const { issues, invalidRows, plan } = await issuesOf(it.app, run.run_id)
  expect(issues).toHaveLength(10)
  expect(issues[0]).toEqual({ row_id: 3, column: 'profession', rule: 'ai', severity: 'needs_review', value: 'qwertz' })
  expect(issues.map(({ row_id }) => row_id)).toEqual(issues.map(({ row_id }) => row_id).toSorted((a, b) => a - b))
  expect(invalidRows).toBe(0)
  expect(plan).not.toContain('not judged')
  expect(judgements()).toHaveLength(1)
  expect(JSON.parse(judgements()[0]!.texts[0]!).values).toHaveLength(4)

  it.server.script(() => ({ status: 500 }))
  const before = it.server.seen.length
  const executed = await it.run(migrationId, 'execute')
  expect((await issuesOf(it.app, executed.run_id)).issues).toEqual(issues)
  expect(it.server.seen.length).toBe(before)

  const kept = JSON.stringify(await it.app.store.query('SELECT * FROM ai_judgements'))
  expect(kept).not.toMatch(/Baker|qwertz/)
})

test('another migration with the same rule asks about new values only', async () => {
  it.server.script(judge)
  const before = judgements().length
  const again = seed(8)
  again.files[0]!.body = `${again.files[0]!.body}p99@example.com,Glazier\n`
  const migrationId = await seedMigration(it.app, it.app.accountId, again)
  const run = await it.run(migrationId, 'generate')
  expect((await issuesOf(it.app, run.run_id)).issues).toHaveLength(2)
  const fresh = judgements().slice(before)
  expect(fresh).toHaveLength(1)
  expect(JSON.parse(fresh[0]!.texts[0]!).values).toEqual([{ number: 1, value: 'Glazier' }])
})

test.each<[string, Parameters<ModelApp['settings']>[0], Scripted | null, RegExp]>([
  [
    'samples are masked',
    { model: { samples: 'masked' } },
    null,
    /4 values of People.profession were not judged.*lets no real values/,
  ],
  ['the model is turned off', { model: { enabled: false } }, null, /turned the language model off/],
  ['the model fails', { model: { enabled: true, samples: 'raw' } }, { status: 401 }, /refused the key/],
  [
    'the model judges what is not there',
    {},
    { calls: [{ name: 'judge', input: { unfit: [77] } }] },
    /went wrong 5 times/,
  ],
])('when %s, values stay unjudged, and the preview says so', async (_, change, reply, expected) => {
  await it.app.store.query('DELETE FROM ai_judgements')
  await it.settings(change)
  it.server.script((request) =>
    reply && request.tools.includes('judge') ? reply : { calls: [{ name: 'finish', input: {} }] },
  )
  const migrationId = await seedMigration(it.app, it.app.accountId, seed())
  const run = await it.run(migrationId, 'generate')
  const { issues, plan } = await issuesOf(it.app, run.run_id)
  expect(issues).toEqual([])
  expect(plan).toMatch(expected)
  expect(await it.said(migrationId)).toMatch(expected)
  await it.settings({ model: { enabled: true, samples: 'raw' } })
})

test('without a model, too', async () => {
  const app = await openTestApp()
  const worker = await startWorker(app)
  try {
    const migrationId = await seedMigration(app, app.accountId, seed())
    const { run_id: runId } = await createRun(app, app.accountId, migrationId, { kind: 'generate' })
    await waitForRun({ app, accountId: app.accountId, migrationId, runId }, ['awaiting_approval'])
    expect((await issuesOf(app, runId)).plan).toContain(
      'not judged by its description: no language model is configured',
    )
  } finally {
    await worker.stop()
    await app.close()
  }
})
