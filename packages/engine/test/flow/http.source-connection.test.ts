import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiEmulator } from '../../../connectors/test/emulate.ts'
import { startStripe, stripeKey } from '../../../connectors/test/stripe.ts'
import { buildServer } from '../../src/http/index.ts'
import { openConnection } from '../../src/source/index.ts'
import { insertExtractor } from '../../src/store/queries/insert-extractor.ts'
import { selectSecrets } from '../../src/store/queries/select-secrets.ts'
import { Secret } from '../../src/vault/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let emulator: ApiEmulator
let app: TestApp
let server: FastifyInstance
let api: Api

beforeAll(async () => {
  emulator = await startStripe()
  app = await openTestApp({ GODWIT_ALLOW_PRIVATE_HOSTS: emulator.host }, { origins: emulator.origins })
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  await api.post('/templates', { name: 'Contacts', columns: [{ name: 'id' }] })
})
afterAll(async () => {
  await server?.close()
  await app?.close()
  await emulator?.close()
})

const newMigration = async (): Promise<{ id: string; default_profile_id: string; at: string }> => {
  const { migration } = (await api.post('/migrations', { name: 'Live' })).body
  return { ...migration, at: `/migrations/${migration.id}/source-connection` }
}

test('a connection begins with defaults, makes the migration ready, and is found again', async () => {
  const { at, id, default_profile_id } = await newMigration()
  expect(await api.get(at)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } })
  const created = await api.post(at, { source_key: 'Stripe' })
  expect(created.status).toBe(201)
  expect(created.body.source_connection).toEqual({
    id: expect.any(String),
    profile_id: default_profile_id,
    source_key: 'stripe',
    name: 'Stripe',
    category: expect.any(String),
    config: {},
    selected_streams: null,
    stream_state: {},
    creds_configured: false,
    bound_source_extractor_id: null,
    last_snapshot: null,
    last_sync_at: null,
  })
  expect((await api.get(at)).body).toEqual(created.body)
  expect((await api.get(`/migrations/${id}`)).body.migration.status).toBe('ready')
})

test('an update changes only what it names; credentials merge, and null removes one', async () => {
  const { at } = await newMigration()
  const first = (
    await api.post(at, {
      source_key: 'stripe',
      config: { start_date: '2020-01-01' },
      selected_streams: ['customers'],
      stream_state: { customers: { cursor: { created: 5 } } },
      credentials: { api_key: stripeKey },
    })
  ).body.source_connection
  expect(first).toMatchObject({ creds_configured: true, selected_streams: ['customers'] })
  const second = (await api.post(at, { source_key: 'stripe', selected_streams: null })).body.source_connection
  expect(second).toEqual({ ...first, selected_streams: null })
  const third = (await api.post(at, { source_key: 'stripe', credentials: { api_key: null } })).body.source_connection
  expect(third).toEqual({ ...second, creds_configured: false })
  expect(await selectSecrets(app.store, first.id)).toEqual([])
})

test('each source key and profile has one connection; the one updated last is found', async () => {
  const { at, id, default_profile_id } = await newMigration()
  const { profile } = (await api.post(`/migrations/${id}/profiles`, { name: 'Acme' })).body
  const attach = async (body: object, headers = {}) => (await api.post(at, body, { headers })).body.source_connection
  const own = await attach({ source_key: 'stripe' })
  const workbook = await attach({ source_key: 'stripe', profile_id: null })
  const named = await attach({ source_key: 'stripe', profile_id: profile.id })
  expect([own, workbook, named].map((one) => one.profile_id)).toEqual([default_profile_id, null, profile.id])
  expect((await attach({ source_key: 'stripe' }, { 'x-profile-id': profile.id })).id).toBe(named.id)
  expect((await attach({ source_key: 'stripe', profile_id: 'workbook' })).id).toBe(workbook.id)
  const hubspot = await attach({ source_key: 'hubspot' })
  const find = async (query: Record<string, string>, headers = {}) =>
    (await api.get(at, { query, headers })).body.source_connection?.id
  expect(await find({})).toBe(hubspot.id)
  expect(await find({ source_key: 'stripe' })).toBe(own.id)
  expect(await find({ profile_id: 'workbook' })).toBe(workbook.id)
  expect(await find({}, { 'x-profile-id': profile.id })).toBe(named.id)
  await attach({ source_key: 'stripe', config: {} })
  expect(await find({})).toBe(own.id)
})

test('created at once, there is one connection', async () => {
  const { at } = await newMigration()
  const replies = await Promise.all(Array.from({ length: 6 }, () => api.post(at, { source_key: 'stripe' })))
  expect(new Set(replies.map(({ status, body }) => `${status} ${body.source_connection?.id}`)).size).toBe(1)
})

test('what is wrong is named by field, and nothing of it is kept', async () => {
  const { at } = await newMigration()
  const refuse = async (body: object, code: string, ...paths: string[]) => {
    const reply = await api.post(at, body)
    expect(reply).toMatchObject({ status: 400, body: { code } })
    expect(reply.body.details.map((detail: { path: string }) => detail.path)).toEqual(paths)
    expect(reply.text).not.toContain('v4lue')
  }
  await refuse({}, 'invalid_request', 'source_key')
  await refuse({ source_key: 'nobody' }, 'source_key_unknown', 'source_key')
  await refuse({ source_key: 'stripe', konfig: {} }, 'unknown_field', 'konfig')
  await refuse({ source_key: 'stripe', config: { api_key: 'v4lue' } }, 'connection_config_invalid', 'api_key')
  await refuse({ source_key: 'stripe', config: { password: 'v4lue' } }, 'connection_config_invalid', 'password')
  await refuse({ source_key: 'stripe', config: { start_dat: 'v4lue' } }, 'connection_config_invalid', 'start_dat')
  await refuse({ source_key: 'stripe', config: { start_date: 5 } }, 'connection_config_invalid', 'start_date')
  await refuse(
    { source_key: 'stripe', config: { start_date: 'https://me:v4lue@host/' } },
    'connection_config_invalid',
    'start_date',
  )
  await refuse({ source_key: 'freshdesk', config: {} }, 'connection_config_invalid', 'domain')
  await refuse({ source_key: 'stripe', config: 'v4lue' }, 'invalid_request', 'config')
  await refuse({ source_key: 'stripe', selected_streams: ['customers', 'x'] }, 'stream_unknown', 'selected_streams.1')
  await refuse({ source_key: 'stripe', selected_streams: [] }, 'invalid_request', 'selected_streams')
  await refuse({ source_key: 'stripe', credentials: { api_key: '' } }, 'credentials_invalid', 'credentials.api_key')
  await refuse(
    { source_key: 'stripe', credentials: { api_kee: 'v4lue' } },
    'credentials_invalid',
    'credentials.api_kee',
  )
  await refuse({ source_key: 'stripe', credentials: { api_key: 5 } }, 'credentials_invalid', 'credentials.api_key')
  await refuse({ source_key: 'stripe', credentials: ['v4lue'] }, 'invalid_request', 'credentials')
  await refuse({ source_key: 'stripe', profile_id: 'v4lue' }, 'invalid_request', 'profile_id')
  const nobody = '0198c1f2-6f3e-7a52-9d0e-0c6f2b7d1a11'
  expect(await api.post(at, { source_key: 'stripe', profile_id: nobody })).toMatchObject({
    status: 404,
    body: { code: 'profile_not_found' },
  })
  expect((await api.get(at)).status).toBe(404)
})

test('a check says whether the connection works, and streams what it offers', async () => {
  const { at } = await newMigration()
  expect((await api.post(`${at}/check`, undefined)).status).toBe(404)
  await api.post(at, { source_key: 'stripe' })
  const check = async () => (await api.call('POST', `${at}/check`)).body
  expect(await check()).toMatchObject({ ok: false, message: expect.stringContaining('api_key') })
  expect(await api.get(`${at}/streams`)).toMatchObject({
    status: 409,
    body: { code: 'credentials_missing', details: [{ path: 'credentials.api_key' }] },
  })
  await api.post(at, { source_key: 'stripe', credentials: { api_key: 'sk_test_wr0ng-value' } })
  const refused = await check()
  expect(refused).toMatchObject({ ok: false })
  expect(JSON.stringify(refused)).not.toContain('wr0ng')
  await api.post(at, { source_key: 'stripe', credentials: { api_key: ` ${stripeKey}\n` } })
  expect(await check()).toMatchObject({ ok: true, streams: [{ reachable: true }] })
  const { streams } = (await api.get(`${at}/streams`)).body
  expect(streams.find(({ name }: { name: string }) => name === 'customers')).toMatchObject({
    primary_key: [['id']],
    supports_incremental: true,
  })
})

test('removing destroys the secrets and leaves the extractor; a run that pulls from it holds it', async () => {
  const { at, id } = await newMigration()
  expect((await api.delete(at)).status).toBe(404)
  const { source_connection } = (await api.post(at, { source_key: 'stripe', credentials: { api_key: stripeKey } })).body
  const runId = app.newId()
  await app.store.query(
    `INSERT INTO runs (id, migration_id, account_id, kind, input, status)
     VALUES ($1, $2, $3, 'generate', '{"extract_via_api":true}', 'queued')`,
    [runId, id, app.accountId],
  )
  const [first, second] = [app.newId(), app.newId()]
  for (const [at, extractorId] of [first, second].entries())
    await insertExtractor(app.store, {
      id: extractorId,
      migrationId: id,
      connectionId: source_connection.id,
      runId,
      version: at + 1,
      parentId: at === 0 ? null : first,
      hash: String(at),
      body: { source_key: 'stripe', manifest: `a: ${at}`, config: {}, streams: [] },
    })
  expect(await api.delete(at)).toMatchObject({ status: 409, body: { code: 'connection_in_use' } })
  await app.store.query(`UPDATE runs SET status = 'canceled' WHERE id = $1`, [runId])
  expect((await api.delete(at, { query: { source_key: 'stripe' } })).status).toBe(204)
  expect(await selectSecrets(app.store, source_connection.id)).toEqual([])
  expect((await api.get(`/migrations/${id}`)).body.migration.status).toBe('awaiting_files')
  const { extractor } = (await api.get(`/extractors/${second}`)).body
  expect(extractor).toMatchObject({
    version: 2,
    parent_id: first,
    history: [{ version: 1 }, { version: 2 }],
    diff: [{ path: 'manifest', before: 'a: 0', after: 'a: 1' }],
  })
  expect((await api.get('/extractors/nonsense')).body.code).toBe('extractor_not_found')
  const other = api.as((await app.addAccount()).apiKey)
  expect((await other.get(`/extractors/${second}`)).status).toBe(404)
})

test('another account sees none of it', async () => {
  const { at } = await newMigration()
  await api.post(at, { source_key: 'stripe' })
  const other = api.as((await app.addAccount()).apiKey)
  for (const [method, path] of [
    ['GET', at],
    ['DELETE', at],
    ['POST', `${at}/check`],
    ['GET', `${at}/streams`],
  ] as const)
    expect(await other.call(method, path)).toMatchObject({ status: 404, body: { code: 'migration_not_found' } })
  expect(await other.post(at, { source_key: 'stripe' })).toMatchObject({ status: 404 })
})

test('the catalogue is listed, searched and drawn', async () => {
  const { connectors } = (await api.get('/connectors')).body
  const keys = connectors.map(({ key }: { key: string }) => key)
  expect(keys).toEqual(expect.arrayContaining(['hubspot', 'stripe']))
  const first = (await api.get('/connectors', { query: { limit: 1 } })).body
  expect(first.connectors).toHaveLength(1)
  const next = (await api.get('/connectors', { query: { limit: 1, cursor: first.next_cursor } })).body
  expect(next.connectors[0].key).toBe(keys[1])
  expect((await api.get('/connectors', { query: { search: 'STRI' } })).body.connectors).toHaveLength(1)
  const { connector } = (await api.get('/connectors/stripe')).body
  expect(connector).toMatchObject({
    name: 'Stripe',
    enabled: true,
    streams: expect.arrayContaining(['customers']),
    credentials_schema: { api_key: { secret: true, required: true } },
  })
  expect((await api.get('/connectors', { query: { category: connector.category } })).body.connectors).toContainEqual(
    connector,
  )
  const logo = await api.get(new URL(connector.logo_url).pathname.slice('/api/v1'.length), { apiKey: null })
  expect(logo.text).toContain('<svg')
  expect(await api.get('/connectors/nobody')).toMatchObject({ status: 404, body: { code: 'connector_not_found' } })
})

test('a connector that the account has not enabled is shown as such, and cannot be attached', async () => {
  const owner = await app.addAccount()
  const other = api.as(owner.apiKey)
  await other.post('/templates', { name: 'Contacts', columns: [{ name: 'id' }] })
  const { migration } = (await other.post('/migrations', { name: 'Live' })).body
  const place = `/migrations/${migration.id}/source-connection`
  expect((await other.post(place, { source_key: 'stripe' })).status).toBe(201)
  const settle = (enabled_connectors: string[] | null) =>
    other.call('PATCH', '/settings', { body: { enabled_connectors } })
  expect((await settle(['hubspot'])).status).toBe(200)
  const enabled = async (path: string) => (await other.get(path)).body.connector.enabled
  expect([await enabled('/connectors/hubspot'), await enabled('/connectors/stripe')]).toEqual([true, false])
  const { connectors } = (await other.get('/connectors')).body
  expect(connectors.filter((one: { enabled: boolean }) => one.enabled).map(({ key }: { key: string }) => key)).toEqual([
    'hubspot',
  ])
  for (const body of [{ source_key: 'stripe' }, { source_key: 'STRIPE', profile_id: null }])
    expect(await other.post(place, body)).toMatchObject({
      status: 400,
      body: {
        code: 'source_key_unknown',
        error: expect.stringContaining('Stripe is not enabled for this account'),
        details: [{ path: 'source_key' }],
      },
    })
  expect((await other.post(place, { source_key: 'hubspot' })).status).toBe(201)
  // What one account decides is nothing to another, and what is attached already stays.
  expect((await api.get('/connectors/stripe')).body.connector.enabled).toBe(true)
  expect((await other.get(place, { query: { source_key: 'stripe' } })).status).toBe(200)
  await settle(null)
  expect((await other.post(place, { source_key: 'stripe' })).status).toBe(201)
})

test('a token that the source has rotated is kept, unless a person has given another one since', async () => {
  const { at } = await newMigration()
  const { id } = (
    await api.post(at, {
      source_key: 'hubspot',
      config: { credentials: { how: 'oauth', client_id: 'client-id' } },
      credentials: {
        'credentials.client_secret': 'client-secret',
        'credentials.refresh_token': 'refresh-1',
      },
    })
  ).body.source_connection
  const rotations: ((field: string, value: Secret) => Promise<void>)[] = []
  const stored = async () => {
    const seen: string[] = []
    const opened = await openConnection(
      {
        ...app,
        connectors: {
          list: () => app.connectors.list(),
          find: (key) => {
            const connector = app.connectors.find(key)
            return (
              connector && {
                ...connector,
                open: (options) => {
                  seen.push(options.credentials['credentials.refresh_token']?.reveal() ?? '')
                  rotations.push(options.onRotate as (typeof rotations)[number])
                  return connector.open(options)
                },
              }
            )
          },
        },
      },
      id,
    )
    await opened.source.close()
    return seen[0]
  }
  expect(await stored()).toBe('refresh-1')
  await rotations[0]?.('credentials.refresh_token', new Secret('refresh-2'))
  await rotations[0]?.('credentials.refresh_token', new Secret('refresh-3'))
  expect(await stored()).toBe('refresh-3')
  await api.post(at, { source_key: 'hubspot', credentials: { 'credentials.refresh_token': 'from-a-person' } })
  await rotations[1]?.('credentials.refresh_token', new Secret('refresh-4'))
  expect(await stored()).toBe('from-a-person')
})

test("the vault's key is rotated while connections go on working", async () => {
  const { at } = await newMigration()
  const { id } = (await api.post(at, { source_key: 'stripe', credentials: { api_key: stripeKey } })).body
    .source_connection
  const [before] = await selectSecrets(app.store, id)
  const sibling = await app.openSibling()
  const rotated = (await api.call('POST', '/vault/rotate')).body
  expect(rotated).toMatchObject({ unreadable: 0, key_id: expect.not.stringMatching(String(before?.master_key_id)) })
  expect(rotated.rewrapped).toBeGreaterThan(0)
  const [after] = await selectSecrets(app.store, id)
  expect(after).toMatchObject({ master_key_id: rotated.key_id, sealed_value: before?.sealed_value })
  for (const one of [app, sibling]) {
    const { source } = await openConnection(one, id)
    expect(await source.check()).toMatchObject({ ok: true })
    await source.close()
  }
  expect((await api.call('POST', '/vault/rotate')).body.unreadable).toBe(0)
})

test('a check and a rotation, too, happen once for an idempotency key', async () => {
  const { at } = await newMigration()
  await api.post(at, { source_key: 'stripe', credentials: { api_key: stripeKey } })
  await api.post(at, { source_key: 'stripe', profile_id: null })
  const keyed = (key: string, query = {}) => ({ headers: { 'idempotency-key': key }, query })
  const check = (key: string, query = {}) => api.call('POST', `${at}/check`, keyed(key, query))
  emulator.calls.length = 0
  const first = await check('once')
  expect(first).toMatchObject({ status: 200, body: { ok: true } })
  const calls = emulator.calls.length
  expect(calls).toBeGreaterThan(0)
  expect((await check('once')).body).toEqual(first.body)
  expect(emulator.calls.length).toBe(calls)
  expect(await check('once', { profile_id: 'workbook' })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
  expect((await check('twice', { profile_id: 'workbook' })).body.ok).toBe(false)

  // At once: one is made, the others get its reply or are told to wait.
  const rotate = () => api.call('POST', '/vault/rotate', keyed('rotated'))
  const replies = await Promise.all(Array.from({ length: 12 }, rotate))
  const made = new Set(replies.filter(({ status }) => status === 200).map(({ text }) => text))
  expect(made.size).toBe(1)
  for (const reply of replies.filter(({ status }) => status !== 200))
    expect(reply).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } })
  const later = await rotate()
  expect([later.text]).toEqual([...made])
  const { audit } = (await api.get('/audit', { query: { limit: 200 } })).body
  const named = audit.filter(
    ({ action, target }: { action: string; target: string }) =>
      action === 'vault.rotate' && target === later.body.key_id,
  )
  expect(named).toHaveLength(1)
})

test('a secret that was moved to another connection does not open there', async () => {
  const [one, two] = [await newMigration(), await newMigration()]
  const attach = async ({ at }: { at: string }) =>
    (await api.post(at, { source_key: 'stripe', credentials: { api_key: stripeKey } })).body.source_connection.id
  const [from, to] = [await attach(one), await attach(two)]
  await app.store.query('DELETE FROM secrets WHERE connection_id = $1', [to])
  await app.store.query('UPDATE secrets SET connection_id = $2 WHERE connection_id = $1', [from, to])
  expect(await api.call('POST', `${two.at}/check`)).toMatchObject({ status: 500, body: { code: 'vault_unreadable' } })
})
