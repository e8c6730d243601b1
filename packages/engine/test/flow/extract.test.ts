import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { giveCredentials } from '../../src/run/give-credentials.ts'
import { cancelRun, createRun, readRun, startWorker, type Worker } from '../../src/run/index.ts'
import { deleteConnection } from '../../src/store/queries/delete-connection.ts'
import { selectConnection } from '../../src/store/queries/select-connection.ts'
import { selectExtractors } from '../../src/store/queries/select-extractors.ts'
import { readEvents } from '../../src/thread/index.ts'
import { answerAll, waitForRun } from '../support/follow-run.ts'
import { addConnection, type Harbour, harbourToken, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedFile, seedMigration } from '../support/seed-migration.ts'

let harbour: Harbour
let app: TestApp
let worker: Worker
let migrationId: string

beforeAll(async () => {
  harbour = await startHarbour()
  app = await openTestApp(harbour.environment)
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
  await harbour?.close()
})
beforeEach(async () => {
  harbour.instead = {}
  harbour.latencyMs = 0
  harbour.token = harbourToken
  migrationId = await seedMigration(app, app.accountId, { ...peopleSeed(1), files: [] })
})

const at = (runId: string) => ({ app, accountId: app.accountId, migrationId, runId })
const start = async (input: Partial<Parameters<typeof createRun>[3]> = {}) =>
  (await createRun(app, app.accountId, migrationId, { kind: 'generate', ...input })).run_id
const said = async () =>
  (await readEvents(app.store, migrationId, { include: 'user' }))!.events
    .filter(({ type }) => type === 'message')
    .map(({ data }) => String(data['text']))

const give = (runId: string, token: string) =>
  giveCredentials(app, app.accountId, migrationId, runId, { credentials: { api_token: token } })
const sheetRows = async (runId: string): Promise<number> => {
  const [row] = await app.store.query<{ n: number }>(
    `SELECT sum((sheet ->> 'row_count')::int)::int AS n FROM sheet_sets, jsonb_array_elements(sheets::jsonb) sheet WHERE run_id = $1`,
    [runId],
  )
  return row?.n ?? 0
}
const batches = async (runId: string) =>
  app.store.query<{ stream: string; records: number; ended: string | null }>(
    `SELECT stream, sum(records)::int AS records, max(ended) AS ended FROM extraction_batches WHERE run_id = $1
     GROUP BY stream ORDER BY stream`,
    [runId],
  )

test('a generate without files pulls from the connection, up to the sheets of an execute', async () => {
  const connectionId = await addConnection(app, migrationId)
  const runId = await start()
  const { run } = await answerAll(at(runId))
  expect(run.status).toBe('awaiting_approval')
  const execute = await start({ kind: 'execute' })
  const done = await waitForRun(at(execute), ['completed'])
  expect(done.report).toMatchObject({ inserted: 250, coverage: { balanced: true } })

  const connection = await selectConnection(app.store, connectionId)
  const [extractor] = await selectExtractors(app.store, connectionId)
  expect(connection).toMatchObject({
    bound_extractor_id: extractor!.id,
    last_snapshot: { streams: [{ name: 'contacts', records: 250 }], file_count: expect.any(Number) },
    stream_state: { contacts: expect.anything() },
    last_sync_at: expect.any(Date),
  })
  expect(extractor!.body.streams.map(({ name, why }) => [name, why])).toEqual([['contacts', 'for Contacts']])
  expect(JSON.stringify(extractor)).not.toContain(harbour.token)
  expect((await said()).join('\n')).toContain('Read 250 records of contacts from Harbour CRM.')
})

test('without credentials a run waits; refused ones are asked for again, and right ones let it go on', async () => {
  const connectionId = await addConnection(app, migrationId, { token: null })
  const runId = await start()
  const blocked = await waitForRun(at(runId), ['blocked'])
  expect(blocked).toMatchObject({
    blocked_reason: 'credentials',
    credential_request: {
      connection_id: connectionId,
      source_key: 'harbour',
      source_name: 'Harbour CRM',
      reason: expect.stringContaining('api_token'),
      guidance: { steps: ['Open the settings of Harbour CRM.', 'Copy the API token.'] },
      schema: { api_token: { type: 'string', secret: true } },
    },
  })
  expect(harbour.calls.some(({ headers }) => headers.authorization?.includes('undefined'))).toBe(false)

  await give(runId, 'wrong-token-9918')
  await expect
    .poll(() => readRun(app, app.accountId, migrationId, runId).then(({ credential_request: it }) => it?.reason), {
      timeout: 20_000,
    })
    .toContain('has refused the credentials (1 of 5 times)')
  await give(runId, harbourToken)
  const { run } = await answerAll(at(runId))
  expect(run.status).toBe('awaiting_approval')
  const { events } = (await readEvents(app.store, migrationId, { include: 'all' }))!
  expect(events.filter(({ data }) => data['reason'] === 'credentials' && data['credential_request'])).toHaveLength(2)
  expect(JSON.stringify(events)).not.toMatch(/wrong-token|harbour-token/)
})

test('credentials that are refused five times fail the run', async () => {
  await addConnection(app, migrationId, { token: 'stale-token' })
  const runId = await start()
  for (let times = 1; times < 5; times++) {
    await expect
      .poll(() => readRun(app, app.accountId, migrationId, runId).then((run) => run.credential_request?.reason), {
        timeout: 20_000,
      })
      .toContain(`(${times} of 5 times)`)
    await give(runId, `wrong-${times}`)
  }
  const run = await waitForRun(at(runId), ['failed'])
  expect(run).toMatchObject({ error_code: 'credentials_refused', error: expect.stringContaining('5 times') })
})

test('a token that expires in the middle is asked for, and reading goes on where it stood', async () => {
  await addConnection(app, migrationId)
  harbour.instead['contacts'] = (query) => {
    if (query.get('cursor') === '150') harbour.token = 'renewed-token'
    return undefined
  }
  const runId = await start()
  await waitForRun(at(runId), ['blocked'])
  const [before] = await batches(runId)
  expect(before!.records).toBe(200)
  harbour.calls.length = 0
  await give(runId, 'renewed-token')
  await answerAll(at(runId))
  expect(harbour.calls.map(({ query }) => query.get('cursor'))).toEqual(['200'])
  expect(await sheetRows(runId)).toBe(250)
})

test('a connection that is removed while its run waits: the credentials have no place any more', async () => {
  const connectionId = await addConnection(app, migrationId, { token: null })
  const runId = await start()
  await waitForRun(at(runId), ['blocked'])
  await deleteConnection(app.store, connectionId)
  await expect(give(runId, harbourToken)).rejects.toMatchObject({ code: 'connection_not_found' })
  expect(await cancelRun(app, app.accountId, migrationId, runId)).toMatchObject({ status: 'canceled' })
  await expect(start()).rejects.toMatchObject({ code: 'nothing_to_migrate' })
})

test('two connections and a file feed one recipe; a connection without credentials is asked about before any is read', async () => {
  const [profile] = await app.store.query<{ id: string }>('SELECT id FROM profiles WHERE migration_id = $1', [
    migrationId,
  ])
  await addConnection(app, migrationId, { selected: ['companies'] })
  const second = await addConnection(app, migrationId, { token: null, profileId: profile!.id, selected: ['contacts'] })
  await seedFile(app, migrationId, { name: 'visits.csv', body: 'Id,Note\n1,hello\n2,there\n' })
  harbour.calls.length = 0
  const runId = await start({ extract_via_api: true })
  expect(await waitForRun(at(runId), ['blocked'])).toMatchObject({ credential_request: { connection_id: second } })
  expect(harbour.calls).toEqual([])
  await give(runId, harbourToken)
  const { run } = await answerAll(at(runId))
  expect(run.status).toBe('awaiting_approval')
  const [set] = await app.store.query<{ tables: { name: string; row_count: number }[] }>(
    'SELECT tables FROM sheet_sets WHERE run_id = $1',
    [runId],
  )
  expect(set!.tables.map(({ name, row_count }) => [name, row_count]).sort()).toEqual([
    ['companies', 125],
    ['contacts', 250],
    ['visits.csv', 2],
  ])
})

test('what a run reads is decided when it is created', async () => {
  await expect(start({ extract_via_api: true })).rejects.toMatchObject({ code: 'no_source_connection' })
  await addConnection(app, migrationId)
  await expect(start({ extract_via_api: false })).rejects.toMatchObject({ code: 'nothing_to_migrate' })
  await seedFile(app, migrationId, { name: 'people.csv', body: 'Email,Full Name\na@example.com,Ada\n' })
  harbour.calls.length = 0
  const { run } = await answerAll(at(await start()))
  expect(run.status).toBe('awaiting_approval')
  expect(harbour.calls).toEqual([])
})

test('a stream that may not be read is told of and left out; when none may be, the run fails', async () => {
  const connectionId = await addConnection(app, migrationId, { selected: ['contacts', 'visits'] })
  harbour.instead['visits'] = () => ({ status: 403, body: { message: `no rights for ${harbourToken}` } })
  const runId = await start()
  await answerAll(at(runId))
  const text = (await said()).join('\n')
  expect(text).toContain('Warning: visits of Harbour CRM could not be read and is left out.')
  expect(text).not.toContain(harbourToken)
  expect(await selectConnection(app.store, connectionId)).toMatchObject({
    last_snapshot: {
      streams: [
        { name: 'contacts', records: 250 },
        { name: 'visits', records: 0, error_code: 'source_forbidden' },
      ],
    },
  })
  expect(await batches(runId)).toEqual([
    { stream: 'contacts', records: 250, ended: 'completed' },
    { stream: 'visits', records: 0, ended: 'failed' },
  ])
  const before = await selectConnection(app.store, connectionId)
  harbour.instead['contacts'] = harbour.instead['visits']
  const failed = await waitForRun(at(await start()), ['failed'])
  expect(failed).toMatchObject({
    error_code: 'source_forbidden',
    error: expect.stringContaining('None of the 2 streams'),
  })
  expect(await selectConnection(app.store, connectionId)).toEqual(before)
})

test('a source that is down for a while is tried again, and reading goes on where it stood', async () => {
  await addConnection(app, migrationId, { selected: ['contacts'] })
  let failures = 3
  harbour.instead['contacts'] = (query) =>
    query.get('cursor') === '100' && failures-- > 0 ? { status: 500, body: 'down' } : undefined
  harbour.calls.length = 0
  const runId = await start()
  const { run } = await answerAll(at(runId))
  expect(run).toMatchObject({ status: 'awaiting_approval', attempt: 2 })
  expect(harbour.calls.filter(({ query }) => query.get('cursor') === null)).toHaveLength(1)
  expect(await batches(runId)).toEqual([{ stream: 'contacts', records: 250, ended: 'completed' }])
})

test('a source that answers with nothing is never a silent success', async () => {
  const connectionId = await addConnection(app, migrationId, { selected: ['contacts', 'visits'] })
  const nothing = () => ({ body: { items: [], next: null } })
  harbour.instead = { visits: nothing }
  await answerAll(at(await start()))
  expect((await said()).join('\n')).toContain('No records at all in visits')
  harbour.instead = { visits: nothing, contacts: nothing }
  const before = await selectConnection(app.store, connectionId)
  const failed = await waitForRun(at(await start()), ['failed'])
  expect(failed).toMatchObject({ error_code: 'no_tables', error: expect.stringContaining('there are no records in') })
  expect(await selectConnection(app.store, connectionId)).toEqual(before)
})

test('cancelling stops a slow reading within two seconds and leaves no trace', async () => {
  const connectionId = await addConnection(app, migrationId, { selected: ['contacts', 'companies', 'visits'] })
  harbour.latencyMs = 800
  const runId = await start()
  await expect.poll(() => batches(runId).then(({ length }) => length), { timeout: 20_000 }).toBeGreaterThan(0)
  const asked = performance.now()
  await cancelRun(app, app.accountId, migrationId, runId)
  await expect
    .poll(() => app.storage.list(`staged/${migrationId}/${runId}/`), { timeout: 5_000, interval: 20 })
    .toEqual([])
  expect(performance.now() - asked).toBeLessThan(2_000)
  const calls = harbour.calls.length
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(harbour.calls.length).toBe(calls)
  expect(await selectConnection(app.store, connectionId)).toMatchObject({
    last_snapshot: null,
    last_sync_at: null,
    stream_state: {},
  })
})

test('an incremental run asks for what has changed and merges it by key', async () => {
  const connectionId = await addConnection(app, migrationId, { selected: ['contacts', 'companies'] })
  await answerAll(at(await start()))
  const row = (id: number, name: string) => ({
    id,
    email: `new${id}@example.com`,
    full_name: name,
    status: 'Active',
    start_date: '2022-02-02',
    fax: '00 1',
    updated_at: '2025-01-01T00:00:00Z',
  })
  const kept = [...harbour.rows.contacts]
  try {
    harbour.rows.contacts = [...kept.filter(({ id }) => id !== 7), row(7, 'Changed Seven'), row(9001, 'Brand New')]
    harbour.calls.length = 0
    const runId = await start({ stream_mode: 'incremental' })
    const { run } = await answerAll(at(runId))
    expect(run.status).toBe('awaiting_approval')
    expect(await sheetRows(runId)).toBe(251)
    const asked = harbour.calls.filter(({ path }) => path === '/contacts').map(({ query }) => query.get('since'))
    expect(asked[0]! > '2024').toBe(true)
    expect((await said()).at(-3)).toBeDefined()
    expect((await said()).join('\n')).toMatch(
      /contacts: \d+ changed records? merged into what was there: 1 new, \d+ replaced, 0 removed/,
    )
    const connection = await selectConnection(app.store, connectionId)
    expect(connection!.last_snapshot!.streams).toMatchObject([
      { name: 'contacts', records: 251 },
      { name: 'companies', records: 125 },
    ])
    expect(JSON.stringify(connection!.stream_state)).toContain('2025-01-01')

    // Once more, with no news at all.
    const again = await start({ stream_mode: 'incremental' })
    expect((await answerAll(at(again))).run.status).toBe('awaiting_approval')
    expect(await sheetRows(again)).toBe(251)
  } finally {
    harbour.rows.contacts = kept
  }
})
