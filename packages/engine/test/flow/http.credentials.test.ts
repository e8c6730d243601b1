import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { selectSecrets } from '../../src/store/queries/select-secrets.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

const stripeKey = 'sk_test_v4lue_of_a_key'

let app: TestApp
let server: FastifyInstance
let api: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  await api.post('/templates', { name: 'Contacts', columns: [{ name: 'id' }] })
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

/** A migration with a connection and a run in some state; nobody works on it. */
async function runIn(status: string, blockedReason: string | null = null) {
  const { migration } = (await api.post('/migrations', { name: 'Live' })).body
  const at = `/migrations/${migration.id}`
  const connection = (await api.post(`${at}/source-connection`, { source_key: 'stripe' })).body.source_connection
  const { connector } = (await api.get('/connectors/stripe')).body
  const request = {
    connection_id: connection.id,
    source_key: 'stripe',
    source_name: 'Stripe',
    reason: 'Stripe needs credentials.',
    guidance: connector.guidance,
    schema: connector.credentials_schema,
  }
  const runId = app.newId()
  await app.store.query(
    `INSERT INTO runs (id, migration_id, account_id, kind, input, status, blocked_reason, credential_request, credential_refusals)
     VALUES ($1, $2, $3, 'generate', '{}', $4, $5, $6, 2)`,
    [runId, migration.id, app.accountId, status, blockedReason, blockedReason === 'credentials' ? request : null],
  )
  const run = `${at}/runs/${runId}`
  return { at, run, runId, connection, request, path: `${run}/credentials` }
}

test('what a blocked run asks for is shown, kept when it comes, and the run goes on', async () => {
  const { at, run, runId, path, connection, request } = await runIn('blocked', 'credentials')
  const shown = (await api.get(run)).body
  expect(shown).toMatchObject({ status: 'blocked', blocked_reason: 'credentials', credential_request: request })
  expect(shown).not.toHaveProperty('questions')
  const body = { credentials: { api_key: stripeKey }, connection_id: connection.id }
  expect(await api.post(path, body)).toMatchObject({ status: 200, body: { run_id: runId, status: 'running' } })
  expect(await selectSecrets(app.store, connection.id)).toHaveLength(1)
  expect((await api.get(`${at}/source-connection`)).body.source_connection.creds_configured).toBe(true)
  const after = (await api.get(run)).body
  expect(after).toMatchObject({ status: 'queued', message: expect.stringContaining('Stripe') })
  expect(after).not.toHaveProperty('credential_request')
  const [row] = await app.store.query('SELECT credential_refusals FROM runs WHERE id = $1', [runId])
  expect(row).toEqual({ credential_refusals: 2 })
  expect(JSON.stringify((await api.get(`${at}/thread?include=all`)).body)).not.toContain('v4lue')
})

test('of two that give them at once, one is taken', async () => {
  const { path } = await runIn('blocked', 'credentials')
  const give = () => api.post(path, { credentials: { api_key: stripeKey } })
  expect((await Promise.all([give(), give()])).map(({ status }) => status).sort()).toEqual([200, 409])
})

test('a run that waits for nothing, or for answers, takes none', async () => {
  for (const [status, reason] of [
    ['queued', null],
    ['running', null],
    ['completed', null],
    ['canceled', null],
    ['failed', null],
    ['blocked', 'questions'],
  ] as const) {
    const { path, connection } = await runIn(status, reason)
    expect(await api.post(path, { credentials: { api_key: stripeKey } })).toMatchObject({
      status: 409,
      body: { code: 'credentials_not_requested' },
    })
    expect(await selectSecrets(app.store, connection.id)).toEqual([])
  }
})

test('answers to questions are not for a run that waits for credentials', async () => {
  const { run } = await runIn('blocked', 'credentials')
  const reply = await api.post(`${run}/messages`, { answers: 'anything' })
  expect(reply).toMatchObject({ status: 409, body: { code: 'run_awaits_credentials' } })
})

test('another connection is refused, and one that is gone is not found', async () => {
  const { at, path } = await runIn('blocked', 'credentials')
  const credentials = { api_key: stripeKey }
  expect(await api.post(path, { credentials, connection_id: app.newId() })).toMatchObject({
    status: 409,
    body: { code: 'connection_mismatch', details: [{ path: 'connection_id' }] },
  })
  expect((await api.delete(`${at}/source-connection`)).status).toBe(204)
  expect(await api.post(path, { credentials })).toMatchObject({ status: 404, body: { code: 'connection_not_found' } })
})

test('credentials that do not fit are named by field, never by value, and the run stays blocked', async () => {
  const { run, path, connection } = await runIn('blocked', 'credentials')
  const cases: [object, string, string][] = [
    [{}, 'invalid_request', 'credentials'],
    [{ credentials: null }, 'invalid_request', 'credentials'],
    [{ credentials: 'v4lue' }, 'invalid_request', 'credentials'],
    [{ credentials: ['v4lue'] }, 'invalid_request', 'credentials'],
    [{ credentials: {} }, 'credentials_invalid', 'credentials'],
    [{ credentials: { api_key: '  ' } }, 'credentials_invalid', 'credentials.api_key'],
    [{ credentials: { api_key: null } }, 'credentials_invalid', 'credentials.api_key'],
    [{ credentials: { api_key: { value: 'v4lue' } } }, 'credentials_invalid', 'credentials.api_key'],
    [{ credentials: { api_key: 'v4lue' } }, 'credentials_invalid', 'credentials.api_key'],
    [{ credentials: { api_key: stripeKey, more: 'v4lue' } }, 'credentials_invalid', 'credentials.more'],
    [{ credentials: { api_key: stripeKey }, connection_id: 'v4lue' }, 'invalid_request', 'connection_id'],
    [{ credentials: { api_key: stripeKey }, secret: 'v4lue' }, 'unknown_field', 'secret'],
  ]
  for (const [body, code, place] of cases) {
    const reply = await api.post(path, body)
    expect(reply, JSON.stringify(body)).toMatchObject({ status: 400, body: { code, details: [{ path: place }] } })
    expect(reply.text).not.toContain('v4lue')
  }
  expect((await api.get(run)).body.status).toBe('blocked')
  expect(await selectSecrets(app.store, connection.id)).toEqual([])
})

test('another account finds no such run', async () => {
  const { path } = await runIn('blocked', 'credentials')
  const other = api.as((await app.addAccount()).apiKey)
  expect((await other.post(path, { credentials: { api_key: stripeKey } })).body.code).toBe('migration_not_found')
})
