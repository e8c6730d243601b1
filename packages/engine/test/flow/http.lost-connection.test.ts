import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { type Harbour, harbourToken, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'

let harbour: Harbour
let app: TestApp
let worker: Worker
let server: FastifyInstance
let api: Api
let at: string

beforeAll(async () => {
  harbour = await startHarbour()
  app = await openTestApp(harbour.environment)
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
  harbour.calls.length = 0
  at = `/migrations/${(await api.post('/migrations', { name: 'Live' })).body.migration.id}`
})

const credentials = { api_token: harbourToken }
const attach = async (body: object = {}): Promise<string> => {
  const reply = await api.post(`${at}/source-connection`, { source_key: 'harbour', ...body })
  expect(reply.status).toBe(201)
  return reply.body.source_connection.id
}
const detach = (query: Record<string, string> = {}) => api.delete(`${at}/source-connection`, { query })
const start = async (body: object = {}): Promise<string> =>
  (await api.post(`${at}/runs`, { kind: 'generate', ...body })).body.run_id
const give = (runId: string) => api.post(`${at}/runs/${runId}/credentials`, { credentials })
const until = async (runId: string, ...statuses: string[]) => {
  for (;;) {
    const { body } = await api.get(`${at}/runs/${runId}`)
    if (statuses.includes(body.status)) return body
    if (body.finished_at) throw new Error(`the run should be ${statuses}, but is ${JSON.stringify(body)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
/** Answers what is asked until there is a preview, and gives its number of rows. */
const settle = async (runId: string): Promise<number> => {
  for (;;) {
    const run = await until(runId, 'blocked', 'awaiting_approval')
    if (run.status === 'awaiting_approval') return (await api.get(`${at}/preview`)).body.sheets[0].total_rows
    expect(run.blocked_reason).toBe('questions')
    const answers = run.questions.map(({ id, options }: { id: string; options: { label: string }[] }) => ({
      id,
      value: options[0]?.label ?? 'leave empty',
    }))
    expect((await api.post(`${at}/runs/${runId}/messages`, { answers })).status).toBe(200)
  }
}
const said = async (): Promise<string> =>
  (await api.get(`${at}/thread`)).body.events
    .map(({ data }: { data: { text?: string; message?: string } }) => data.text ?? data.message ?? '')
    .join('\n')
const upload = async (name: string, text: string) => {
  const { files } = (await api.post(`${at}/files`, { files: [{ name, content_type: 'text/csv' }] })).body
  const { pathname, search } = new URL(files[0].signed_url)
  const sent = await server.inject({
    method: 'PUT',
    url: pathname + search,
    headers: { 'content-type': 'text/csv' },
    payload: text,
  })
  expect(sent.statusCode).toBe(200)
}

test('a run that waits for the only connection ends with its removal, and says what to do', async () => {
  const connectionId = await attach()
  const runId = await start()
  await until(runId, 'blocked')
  expect((await detach()).status).toBe(204)
  const failed = (await api.get(`${at}/runs/${runId}`)).body
  expect(failed).toMatchObject({
    status: 'failed',
    error_code: 'connection_removed',
    error: expect.stringMatching(/Harbour CRM.*has been removed.*Attach a connection or upload files/),
    finished_at: expect.any(String),
  })
  expect(failed).not.toHaveProperty('credential_request')
  expect(await give(runId)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } })
  expect((await api.call('PATCH', `${at}/runs/${runId}`, { body: { status: 'cancel_requested' } })).status).toBe(409)
  const { events } = (await api.get(`${at}/thread`)).body
  expect(events.slice(-2).map(({ type }: { type: string }) => type)).toEqual(['error', 'status'])
  expect((await api.get('/audit', { query: { limit: 1 } })).body.audit[0]).toMatchObject({
    action: 'source_connection.detach',
    target: connectionId,
  })
  expect(await api.post(`${at}/runs`, { kind: 'generate' })).toMatchObject({ status: 409 })
  // Attached again it is another connection, for another run.
  expect(await attach({ credentials })).not.toBe(connectionId)
  expect(await give(runId)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } })
  expect(await settle(await start())).toBe(250)
})

test('with a file beside it, the run goes on with the file alone', async () => {
  await attach()
  await upload('people.csv', 'Email,Full Name\r\na@example.com,Ada\r\nb@example.com,Bob\r\n')
  const runId = await start({ extract_via_api: true })
  await until(runId, 'blocked')
  expect((await detach({ source_key: 'harbour' })).status).toBe(204)
  expect(await give(runId)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } })
  expect(await settle(runId)).toBe(2)
  expect(await said()).toContain('This run goes on with the uploaded file; nothing of Harbour CRM is in it.')
  expect(harbour.calls).toEqual([])
})

test('with another connection, which may be the workbook’s own, the run goes on with that one', async () => {
  const own = await attach()
  const workbook = await attach({ profile_id: null, selected_streams: ['contacts'], credentials })
  const runId = await start()
  expect(await until(runId, 'blocked')).toMatchObject({ credential_request: { connection_id: own } })
  expect((await detach()).status).toBe(204)
  expect((await api.get(`${at}/source-connection`)).status).toBe(404)
  expect((await give(runId)).status).toBe(404)
  expect(await settle(runId)).toBe(250)
  expect(await said()).toContain('goes on with the other connection')
  expect(
    (await api.get(`${at}/source-connection`, { query: { profile_id: 'workbook' } })).body.source_connection,
  ).toMatchObject({ id: workbook, profile_id: null, last_snapshot: { streams: [{ name: 'contacts', records: 250 }] } })
})

test('a connection that the run was not waiting for is left out when its turn comes', async () => {
  const own = await attach({ selected_streams: ['contacts'] })
  const workbook = await attach({ profile_id: null })
  const runId = await start()
  expect(await until(runId, 'blocked')).toMatchObject({ credential_request: { connection_id: own } })
  expect((await detach({ profile_id: 'workbook' })).status).toBe(204)
  expect((await api.get(`${at}/runs/${runId}`)).body).toMatchObject({
    status: 'blocked',
    credential_request: { connection_id: own },
  })
  expect(await said()).toContain('The connection Harbour CRM has been removed, so this run will go on without it.')
  expect(await api.post(`${at}/runs/${runId}/credentials`, { credentials, connection_id: workbook })).toMatchObject({
    status: 409,
    body: { code: 'connection_mismatch' },
  })
  expect((await give(runId)).status).toBe(200)
  expect(await settle(runId)).toBe(250)
})

test('each of two connections is asked for its own credentials, the workbook’s too', async () => {
  const own = await attach({ selected_streams: ['companies'] })
  const workbook = await attach({ profile_id: null, selected_streams: ['contacts'] })
  const runId = await start()
  for (const connection_id of [own, workbook]) {
    expect(await until(runId, 'blocked')).toMatchObject({ credential_request: { connection_id } })
    expect(
      await api.post(`${at}/runs/${runId}/credentials`, { credentials, connection_id }),
      connection_id,
    ).toMatchObject({ status: 200 })
    await expect
      .poll(async () => (await api.get(`${at}/runs/${runId}`)).body.credential_request?.connection_id, {
        timeout: 20_000,
      })
      .not.toBe(connection_id)
  }
  expect(await settle(runId)).toBe(250)
  for (const [query, id, stream] of [
    [{}, own, 'companies'],
    [{ profile_id: 'workbook' }, workbook, 'contacts'],
  ] as const)
    expect((await api.get(`${at}/source-connection`, { query })).body.source_connection).toMatchObject({
      id,
      creds_configured: true,
      last_snapshot: { streams: [{ name: stream }] },
    })
})

test('a run that has read its connection and waits for answers keeps what it read', async () => {
  const { template } = (
    await api.post('/templates', {
      name: 'Members',
      columns: [
        { name: 'Email', type: 'email', required: true },
        { name: 'Joined', type: 'date' },
        { name: 'Favourite colour', description: 'Colour of the membership card', required: true },
      ],
    })
  ).body
  const { migration } = (await api.post('/migrations', { name: 'Asked', templates: [template.slug] })).body
  at = `/migrations/${migration.id}`
  await attach({ credentials })
  const runId = await start()
  expect(await until(runId, 'blocked')).toMatchObject({ blocked_reason: 'questions' })
  expect((await detach()).status).toBe(204)
  expect((await api.get(`${at}/runs/${runId}`)).body.status).toBe('blocked')
  expect(await give(runId)).toMatchObject({ status: 409, body: { code: 'credentials_not_requested' } })
  expect(await settle(runId)).toBe(250)
})
