import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRun, editRecipe, listRecipeVersions, readRecipe, startWorker, type Worker } from '../../src/run/index.ts'
import { readEvents } from '../../src/thread/index.ts'
import { answerAll, waitForRun } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let accountId: string
let worker: Worker

beforeAll(async () => {
  app = await openTestApp()
  accountId = app.accountId
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
})

const migrationRow = async (migrationId: string) =>
  (
    await app.store.query<{ status: string; preview_run_id: string | null; execute_run_id: string | null }>(
      'SELECT status, preview_run_id, execute_run_id FROM migrations WHERE id = $1',
      [migrationId],
    )
  )[0]!
const rowsOf = (key: string) =>
  app.readDuckdb(async (db) => {
    const { sql, text } = await import('../../src/sql/quote.ts')
    return db.rows<Record<string, unknown>>(
      sql(`SELECT * EXCLUDE (_origin) FROM read_parquet(${text(await app.storage.localPath(key))}) ORDER BY _id`),
    )
  })
const sheetKey = async (runId: string) => {
  const [set] = await app.store.query<{ sheets: { rows_key: string }[] }>(
    'SELECT sheets FROM sheet_sets WHERE run_id = $1',
    [runId],
  )
  return set!.sheets[0]!.rows_key
}

test('a generate and an execute: what was previewed is imported, and every row is accounted for', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(100))
  const { run_id: runId, status, poll_url } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  expect(status).toBe('queued')
  expect(poll_url).toBe(`${app.config.publicUrl}/api/v1/migrations/${migrationId}/runs/${runId}`)
  const { run } = await answerAll({ app, accountId, migrationId, runId })
  expect(run).toMatchObject({ status: 'awaiting_approval', kind: 'generate', attempt: 1, progress: null })
  expect(await migrationRow(migrationId)).toEqual({
    status: 'awaiting_approval',
    preview_run_id: runId,
    execute_run_id: null,
  })
  expect(await readRecipe(app, accountId, migrationId)).toMatchObject({
    version: 1,
    parent: null,
    author: 'agent',
    run_id: runId,
  })

  const execute = await createRun(app, accountId, migrationId, { kind: 'execute' })
  const done = await waitForRun({ app, accountId, migrationId, runId: execute.run_id }, ['completed'])
  expect(done.report).toMatchObject({
    inserted: 100,
    perSheet: [{ templateName: 'Contacts', rowCount: 100 }],
    invalidCellCount: 10,
    coverage: { balanced: true, tables: [{ name: 'people.csv', rows: 101, imported: 100, merged: 0 }] },
  })
  expect(await migrationRow(migrationId)).toEqual({
    status: 'completed',
    preview_run_id: runId,
    execute_run_id: execute.run_id,
  })
  const published = await rowsOf(await sheetKey(execute.run_id))
  expect(published).toEqual(await rowsOf(await sheetKey(runId)))
  expect(published[0]).toMatchObject({ email: 'person1@example.com', full_name: 'Ann Person 1', status: 'Active' })

  const { events } = (await readEvents(app.store, migrationId, { include: 'all' }))!
  const types = events.map(({ type }) => type)
  for (const type of ['message', 'status', 'preview', 'completed', 'tool_call', 'tool_result', 'task']) {
    expect(types).toContain(type)
  }
  expect(events.filter(({ type }) => type === 'preview')).toHaveLength(1)
  const statuses = events.flatMap(({ type, data }) => (type === 'status' ? [data['status']] : []))
  expect(statuses).toEqual(['queued', 'running', 'awaiting_approval', 'queued', 'running', 'completed'])
})

test('a file that cannot be read fails the run at once, with its own words, and marks the file', async () => {
  const seed = peopleSeed(3)
  const migrationId = await seedMigration(app, accountId, {
    ...seed,
    files: [
      ...seed.files,
      {
        name: 'photo.csv',
        body: [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 1, 2, 3])],
      },
    ],
  })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  const run = await waitForRun({ app, accountId, migrationId, runId }, ['failed'])
  expect(run).toMatchObject({ attempt: 1, error: expect.stringContaining('photo.csv') })
  expect(['file_unreadable', 'file_unsupported']).toContain(run.error_code)
  const files = await app.store.query('SELECT name, status FROM files WHERE migration_id = $1 ORDER BY id', [
    migrationId,
  ])
  expect(files).toEqual([
    { name: 'people.csv', status: 'staged' },
    { name: 'photo.csv', status: 'unreadable' },
  ])
  // Clearing up comes after the end is recorded.
  await expect.poll(() => app.storage.list(`staged/${migrationId}/`)).toEqual([])
  expect(await migrationRow(migrationId)).toMatchObject({ status: 'ready', preview_run_id: null })
})

test('an update that is not understood says what would be, and leaves the preview alone', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(20))
  const generate = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await answerAll({ app, accountId, migrationId, runId: generate.run_id })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'update', message: 'sing me a song' })
  await waitForRun({ app, accountId, migrationId, runId }, ['awaiting_approval'])
  expect(await migrationRow(migrationId)).toMatchObject({ preview_run_id: generate.run_id })
  expect((await listRecipeVersions(app, accountId, migrationId)).versions).toHaveLength(1)
  const { events } = (await readEvents(app.store, migrationId, {}))!
  const said = events.filter(
    ({ run_id, type, data }) => run_id === runId && type === 'message' && data['role'] === 'agent',
  )
  expect(said).toHaveLength(1)
  expect(said[0]!.data['text']).toContain('Nothing was changed')
})

test('an update makes a new version of the recipe and a preview that replaces the old one', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(20))
  const generate = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await answerAll({ app, accountId, migrationId, runId: generate.run_id })
  const message = 'drop rows where Status is Inactive'
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'update', message })
  await waitForRun({ app, accountId, migrationId, runId }, ['awaiting_approval'])
  expect(await migrationRow(migrationId)).toMatchObject({ preview_run_id: runId, status: 'awaiting_approval' })
  expect(await readRecipe(app, accountId, migrationId)).toMatchObject({ version: 2, parent: 1, author: 'agent' })
  expect(await rowsOf(await sheetKey(runId))).toHaveLength(14)
  // The earlier one stays for a while, so that the two can be compared.
  const sets = await app.store.query('SELECT run_id FROM sheet_sets WHERE migration_id = $1 ORDER BY recipe_version', [
    migrationId,
  ])
  expect(sets).toEqual([{ run_id: generate.run_id }, { run_id: runId }])
})

test('a question is answered from the preview, which stays as it is', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(20))
  const generate = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await answerAll({ app, accountId, migrationId, runId: generate.run_id })
  const ask = async (message: string) => {
    const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'clarify', message })
    expect(await waitForRun({ app, accountId, migrationId, runId }, ['completed'])).not.toHaveProperty('report')
    const { events } = (await readEvents(app.store, migrationId, {}))!
    const said = events.filter(
      ({ run_id, type, data }) => run_id === runId && type === 'message' && data['role'] === 'agent',
    )
    return said.map(({ data }) => data['text']).join('\n')
  }
  expect(await ask('How many rows are there?')).toBe('Contacts has 20 rows.')
  expect(await ask('How many rows are invalid?')).toBe('Contacts: 2 rows of 20 invalid (email in 2 rows).')
  expect(await ask('Why is full_name filled the way it is?')).toContain('“Full Name” of people.csv')
  expect(await ask('How many rows were dropped?')).toContain('1 header row')
  expect(await ask('Which columns are not used?')).toContain('Notes (20 filled cells)')
  expect(await ask('What is the meaning of life?')).toContain('What I can answer')
  expect(await migrationRow(migrationId)).toEqual({
    status: 'awaiting_approval',
    preview_run_id: generate.run_id,
    execute_run_id: null,
  })
})

test('a recipe written by hand is checked at once, then previewed as a new version by a person', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(20))
  const generate = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await answerAll({ app, accountId, migrationId, runId: generate.run_id })
  const { inputs, sheets, answers } = await readRecipe(app, accountId, migrationId)
  const [sheet] = sheets
  const withName = (sql: string) => ({
    inputs,
    answers,
    sheets: [{ ...sheet!, columns: { ...sheet!.columns, full_name: { sql, why: 'shouted', confidence: null } } }],
  })
  await expect(
    editRecipe(app, accountId, migrationId, withName('upper(people."No Such Column")')),
  ).rejects.toMatchObject({
    code: 'recipe_invalid',
    details: [{ path: expect.stringContaining('full_name') }],
  })
  const { run_id: runId } = await editRecipe(app, accountId, migrationId, withName('upper(people."Full Name")'))
  await waitForRun({ app, accountId, migrationId, runId }, ['awaiting_approval'])
  const edited = await readRecipe(app, accountId, migrationId)
  expect(edited).toMatchObject({ version: 2, parent: 1, author: 'person', run_id: runId })
  expect(Object.keys(edited.sheets[0]!.columns)).toEqual(Object.keys(sheet!.columns))
  expect((await rowsOf(await sheetKey(runId)))[0]).toMatchObject({ full_name: 'ANN PERSON 1' })
})
