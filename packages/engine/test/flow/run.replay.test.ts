import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { replayExecute, startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { type MigrationRun, startMigration } from '../support/run-migration.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api
let execute: string
let migration: MigrationRun

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
  const columns = [
    { name: 'email', required: true, unique: true, type: 'email' },
    { name: 'phone', type: 'phone', description: 'E.164; numbers without a country code belong to AU' },
    { name: 'country', type: 'country' },
  ]
  await api.post('/templates', { slug: 'people', name: 'People', columns })
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

beforeEach(async () => {
  const rows = Array.from(
    { length: 40 },
    (_, n) => `p${n}@example.com,04${12345600 + n},${n % 2 ? 'Deutschland' : 'Austria'}`,
  )
  migration = await startMigration(api, {
    name: 'Acme',
    templates: ['people'],
    files: { 'people.csv': `Email,Phone,Country\n${rows.join('\n')}\n` },
  })
  expect((await migration.generate()).status).toBe('awaiting_approval')
  const done = await migration.execute()
  expect(done.status).toBe('completed')
  execute = done.run_id
})

const replay = () => api.post(`/runs/${execute}/replay`, undefined, { body: undefined })

/** A storage object that the execute's sheets speak of. */
async function objectOf(column: 'tables' | 'sheets', key: 'storage_key' | 'rows_key'): Promise<string> {
  const [row] = await app.store.query<Record<string, Record<string, string>[]>>(
    `SELECT tables, sheets FROM sheet_sets WHERE run_id = $1`,
    [execute],
  )
  return join(app.config.storageDir, row![column]![0]![key]!)
}

test('an execute replays to the same bytes', async () => {
  const { status, body } = await replay()
  expect(status).toBe(200)
  expect(body.replay).toMatchObject({ run_id: execute, migration_id: migration.id, identical: true, recipe_version: 1 })
  expect(
    body.replay.parts.map(({ kind, name, same }: { kind: string; name: string; same: boolean }) => [kind, name, same]),
  ).toEqual([
    ['input', 'people.csv', true],
    ['recipe', 'recipe', true],
    ['output', 'people', true],
    ['sheet', 'people', true],
  ])
  expect(body.replay.engine.was).toMatch(/^godwit \d+\.\d+\.\d+$/)
  expect(body.replay.engine.is).toBe(body.replay.engine.was)
})

test('a staged table that is another one is named, and nothing is made from it', async () => {
  const path = await objectOf('tables', 'storage_key')
  const db = await app.openDuckdb({ workDir: app.workDir })
  await db.exec(
    `COPY (SELECT _row, "Email", "Phone", CASE WHEN _row = 7 THEN 'France' ELSE "Country" END AS "Country"
    FROM read_parquet('${path}')) TO '${path}.new' (FORMAT parquet)` as never,
  )
  await db.close()
  await writeFile(path, await readFile(`${path}.new`))
  const { body } = await replay()
  expect(body.replay.identical).toBe(false)
  const differing = body.replay.parts.filter(({ same }: { same: boolean }) => !same)
  expect(differing).toMatchObject([
    { kind: 'input', name: 'people.csv' },
    { kind: 'output', name: 'people', found: null },
  ])
})

test('a staged table that is gone or is no table any more is named', async () => {
  const path = await objectOf('tables', 'storage_key')
  await writeFile(path, 'not a table')
  expect((await replay()).body.replay.parts[0]).toMatchObject({
    kind: 'input',
    name: 'people.csv',
    found: null,
    same: false,
  })
  await rm(path)
  expect((await replay()).body.replay.parts[0]).toMatchObject({
    kind: 'input',
    name: 'people.csv',
    found: null,
    same: false,
  })
})

test('a sheet that was changed after the execute is named, though it can be made again', async () => {
  const path = await objectOf('sheets', 'rows_key')
  const db = await app.openDuckdb({ workDir: app.workDir })
  await db.exec(
    `COPY (SELECT * REPLACE (CASE WHEN _id = 3 THEN 'x@example.com' ELSE email END AS email)
    FROM read_parquet('${path}')) TO '${path}.new' (FORMAT parquet)` as never,
  )
  await db.close()
  await writeFile(path, await readFile(`${path}.new`))
  const { body } = await replay()
  expect(body.replay.parts.filter(({ same }: { same: boolean }) => !same)).toMatchObject([
    { kind: 'sheet', name: 'people' },
  ])
})

test('a recipe that was changed in the store is named', async () => {
  await app.store.query(
    `UPDATE recipes SET body = replace(body::text, 'clean_email', 'clean_text')::json WHERE migration_id = $1`,
    [migration.id],
  )
  const { body } = await replay()
  expect(body.replay.parts.filter(({ same }: { same: boolean }) => !same)).toMatchObject([
    { kind: 'recipe' },
    { kind: 'output', found: null },
  ])
})

test('only the last execute of a migration can be replayed, and only by its account', async () => {
  const first = execute
  const again = await migration.execute()
  expect(again.status).toBe('completed')
  expect(await replay()).toMatchObject({ status: 409, body: { code: 'run_not_replayable' } })
  execute = again.run_id
  expect((await replay()).body.replay.identical).toBe(true)
  const stranger = await app.addAccount()
  const asked = await api.as(stranger.apiKey).post(`/runs/${first}/replay`, undefined, { body: undefined })
  expect(asked).toMatchObject({ status: 404, body: { code: 'run_not_found' } })
  await expect(replayExecute(app, stranger.accountId, execute)).rejects.toMatchObject({ code: 'run_not_found' })
  expect((await replayExecute(app, null, execute)).identical).toBe(true)
})
