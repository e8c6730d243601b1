import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { openPoolStore } from '../../src/store/pool-store.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { type Harbour, harbourToken, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { findStoreServers } from '../support/store-servers.ts'

const database = (await findStoreServers()).find(({ name }) => name.includes('5432'))!

let harbour: Harbour
let app: TestApp
let worker: Worker
let server: FastifyInstance
let api: Api
let at: string

beforeAll(async () => {
  harbour = await startHarbour()
  app = await openTestApp({
    ...harbour.environment,
    GODWIT_ALLOW_PRIVATE_HOSTS: `${harbour.host},127.0.0.1:5432`,
  })
  worker = await startWorker(app)
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  await api.post('/templates', peopleSeed(1).templates[0])
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
  await harbour?.close()
})
beforeEach(async () => {
  at = `/migrations/${(await api.post('/migrations', { name: 'Live' })).body.migration.id}`
})

const until = async (runId: string, ...statuses: string[]) => {
  for (;;) {
    const { body } = await api.get(`${at}/runs/${runId}`)
    if (statuses.includes(body.status)) return body
    if (body.finished_at) throw new Error(`the run should be ${statuses}, but is ${JSON.stringify(body)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const start = async (body: object) => (await api.post(`${at}/runs`, body)).body.run_id as string
const settle = async (runId: string) => {
  for (;;) {
    const run = await until(runId, 'blocked', 'awaiting_approval')
    if (run.status === 'awaiting_approval') return
    const answers = run.questions.map((question: { id: string; options: { label: string }[] }) => ({
      id: question.id,
      value: question.options[0]?.label ?? 'leave empty',
    }))
    expect((await api.post(`${at}/runs/${runId}/messages`, { answers })).status).toBe(200)
  }
}

test('connect, be asked for credentials, give them, look at the preview, execute, export', async () => {
  const connected = await api.post(`${at}/source-connection`, { source_key: 'harbour' })
  expect(connected).toMatchObject({ status: 201, body: { source_connection: { creds_configured: false } } })
  const runId = await start({ kind: 'generate' })
  const blocked = await until(runId, 'blocked')
  expect(blocked).toMatchObject({
    blocked_reason: 'credentials',
    credential_request: { source_name: 'Harbour CRM', connection_id: connected.body.source_connection.id },
  })
  expect(blocked.questions).toBeUndefined()
  expect((await api.post(`${at}/runs/${runId}/messages`, { answers: 'yes' })).status).toBe(409)
  const given = await api.post(`${at}/runs/${runId}/credentials`, { credentials: { api_token: harbourToken } })
  expect(given).toMatchObject({ status: 200, body: { run_id: runId, status: 'running' } })
  await settle(runId)
  const preview = (await api.get(`${at}/preview`)).body
  expect(preview).toMatchObject({
    status: 'awaiting_approval',
    sheets: [{ total_rows: 250 }],
    coverage: { balanced: true },
  })
  const execute = await start({ kind: 'execute' })
  expect(await until(execute, 'completed')).toMatchObject({ report: { inserted: 250 } })
  const csv = (await api.get(`${at}/exports/contacts.csv`, { query: { filter: 'all' } })).text.trimEnd().split('\r\n')
  expect(csv).toHaveLength(251)
  expect(csv[1]).toBe('person1@example.com,Ann Person 1,2021-02-11,Active')
  const { source_connection } = (await api.get(`${at}/source-connection`)).body
  expect(source_connection).toMatchObject({
    creds_configured: true,
    last_snapshot: { streams: [{ name: 'contacts', records: 250 }] },
    last_sync_at: expect.any(String),
  })
  const { extractor } = (await api.get(`/extractors/${source_connection.bound_source_extractor_id}`)).body
  expect(extractor).toMatchObject({ version: 1, run_id: runId, body: { streams: [{ name: 'contacts' }] } })
  // What is read once more in the same way is the same program.
  await settle(await start({ kind: 'generate', extract_via_api: true }))
  expect((await api.get(`/extractors/${extractor.id}`)).body.extractor.history).toHaveLength(1)
})

test('an API that no connector knows is looked at once, and then read by what was found', async () => {
  const connect = await api.post(`${at}/source-connection`, {
    source_key: 'rest',
    config: { base_url: harbour.origin, endpoints: ['/contacts'], auth: 'bearer' },
    credentials: { token: harbourToken },
  })
  expect(connect.status).toBe(201)
  const runId = await start({ kind: 'generate' })
  await settle(runId)
  expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(250)
  const { source_connection } = (await api.get(`${at}/source-connection`)).body
  const { extractor } = (await api.get(`/extractors/${source_connection.bound_source_extractor_id}`)).body
  expect(extractor.body.manifest).toContain('DeclarativeSource')
  const events = (await api.get(`${at}/thread`)).body.events as { type: string; data: { text?: string } }[]
  expect(events.some(({ data }) => /contacts \(\/contacts\): .*cursor/.test(data.text ?? ''))).toBe(true)
  // The second time nothing has to be found out: a look whether it still holds, and as many calls as there are pages.
  harbour.calls.length = 0
  await settle(await start({ kind: 'generate' }))
  expect(harbour.calls.length).toBeLessThanOrEqual(5 + 2)
  expect((await api.get(`/extractors/${extractor.id}`)).body.extractor.history).toHaveLength(1)
})

test('an API that works otherwise than before is looked at anew: a new version, with its evidence in the thread', async () => {
  const attached = await api.post(`${at}/source-connection`, {
    source_key: 'rest',
    config: { base_url: harbour.origin, endpoints: ['/contacts'], auth: 'bearer' },
    credentials: { token: harbourToken },
  })
  expect(attached.status).toBe(201)
  await settle(await start({ kind: 'generate' }))
  // The records move, get another key, and lose a field.
  harbour.instead['contacts'] = (query) => {
    const from = Number(query.get('cursor') ?? 0)
    const rows = harbour.rows.contacts.map(({ id, phone: _phone, ...rest }) => ({ uuid: `c-${id}`, ...rest }))
    return { body: { data: rows.slice(from, from + 50), next: from + 50 < rows.length ? `${from + 50}` : null } }
  }
  try {
    const runId = await start({ kind: 'generate', stream_mode: 'incremental' })
    await settle(runId)
    expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(250)
    const said = (await api.get(`${at}/thread`)).body.events
      .filter((event: { run_id: string }) => event.run_id === runId)
      .map(({ data }: { data: { text?: string } }) => data.text ?? '')
      .join('\n')
    expect(said).toMatch(/contacts \(\/contacts\) does not work as it did: there are no records at items any more/)
    expect(said).toMatch(
      /Found out anew: 50 records at data; cursor with the value of next gave the next page.*uuid is different/,
    )
    expect(said).toMatch(
      /version 2 of the extraction program\): contacts: the key is uuid and not id.*without id and phone/,
    )
    expect(said).toContain('contacts of JSON API must be read whole again')
    const { source_connection } = (await api.get(`${at}/source-connection`)).body
    const { extractor } = (await api.get(`/extractors/${source_connection.bound_source_extractor_id}`)).body
    expect(extractor).toMatchObject({ version: 2, run_id: runId, history: [{ version: 1 }, { version: 2 }] })
    expect(extractor.diff.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['manifest', 'streams.contacts.primary_key.0.0']),
    )
    expect(source_connection.last_snapshot.streams).toMatchObject([{ name: 'contacts', records: 250 }])
  } finally {
    harbour.instead = {}
  }
})

test('a connector that has come with another manifest makes a new version of the extraction program', async () => {
  await api.post(`${at}/source-connection`, { source_key: 'harbour', credentials: { api_token: harbourToken } })
  await settle(await start({ kind: 'generate' }))
  const path = join(harbour.connectorsDir, 'harbour', 'manifest.yaml')
  const manifest = await readFile(path, 'utf8')
  await worker.stop()
  try {
    await writeFile(
      path,
      manifest.replace('full_name: { type: string }', 'full_name: { type: string }, nickname: { type: string }'),
    )
    const later = await app.openSibling()
    const laterWorker = await startWorker(later)
    const runId = await start({ kind: 'generate' })
    await settle(runId)
    await laterWorker.stop()
    const { source_connection } = (await api.get(`${at}/source-connection`)).body
    const { extractor } = (await api.get(`/extractors/${source_connection.bound_source_extractor_id}`)).body
    expect(extractor).toMatchObject({ version: 2, run_id: runId })
    expect(extractor.diff).toContainEqual(
      expect.objectContaining({ path: expect.stringContaining('json_schema.properties.nickname') }),
    )
    const events = (await api.get(`${at}/thread`)).body.events as { data: { text?: string } }[]
    expect(events.map(({ data }) => data.text ?? '').join('\n')).toMatch(/version 2 .*contacts: new nickname/)
  } finally {
    await writeFile(path, manifest)
    worker = await startWorker(app)
  }
})

test.runIf(database.present)(
  'a database is read table by table, and afterwards only for what has changed',
  async () => {
    const { url, drop } = await database.openDatabase()
    const name = new URL(url).pathname.slice(1)
    const source = openPoolStore({ connection: { host: '127.0.0.1', port: 5432, user: 'postgres', database: name } })
    try {
      await source.query(`CREATE TABLE contacts (id bigint PRIMARY KEY, email text, full_name text, start_date date,
      status text, updated_at timestamptz NOT NULL)`)
      await source.query(`CREATE TABLE audit_log (id bigint PRIMARY KEY, entry jsonb)`)
      await source.query(`INSERT INTO contacts SELECT n, 'p' || n || '@example.com', 'Ann ' || n, date '2021-01-01' + n::int,
      'Active', timestamptz '2024-01-01' + n * interval '1 minute' FROM generate_series(1, 3000) n`)
      const config = { host: '127.0.0.1', database: name, username: 'postgres', tls: 'off' }
      const connect = await api.post(`${at}/source-connection`, { source_key: 'postgres', config })
      expect(connect.status).toBe(201)
      const runId = await start({ kind: 'generate' })
      expect(await until(runId, 'blocked')).toMatchObject({ credential_request: { source_key: 'postgres' } })
      await api.post(`${at}/runs/${runId}/credentials`, { credentials: { password: 'trusted anyway' } })
      await settle(runId)
      expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(3000)
      await source.query(`UPDATE contacts SET full_name = 'Changed', updated_at = '2025-01-01' WHERE id = 17`)
      await source.query(
        `INSERT INTO contacts VALUES (5000, 'new@example.com', 'New', '2022-02-02', 'Active', '2025-01-02')`,
      )
      await settle(await start({ kind: 'generate', stream_mode: 'incremental' }))
      expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(3001)
      const { events } = (await api.get(`${at}/thread`)).body as { events: { data: { text?: string } }[] }
      expect(events.map(({ data }) => data.text ?? '').join('\n')).toMatch(
        /contacts: \d+ changed records merged into what was there: 1 new, \d+ replaced, 0 removed/,
      )
      // Another column and another key: another version, and the rows of the old key are of no use.
      await source.query(
        `ALTER TABLE contacts ADD COLUMN nickname text, DROP CONSTRAINT contacts_pkey, ADD PRIMARY KEY (email)`,
      )
      await settle(await start({ kind: 'generate', stream_mode: 'incremental' }))
      expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(3001)
      const later = (await api.get(`${at}/thread`)).body.events as { data: { text?: string } }[]
      expect(later.map(({ data }) => data.text ?? '').join('\n')).toMatch(
        /version 2 of the extraction program\): (public\.)?contacts: the key is email and not id, new nickname/,
      )
      const { source_connection } = (await api.get(`${at}/source-connection`)).body
      expect(
        (await api.get(`/extractors/${source_connection.bound_source_extractor_id}`)).body.extractor,
      ).toMatchObject({ version: 2, history: [{ version: 1 }, { version: 2 }] })
    } finally {
      await source.close()
      await drop()
    }
  },
)
