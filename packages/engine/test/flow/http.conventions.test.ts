import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let api: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

test('a missing, malformed or unknown key is 401, before anything else is looked at', async () => {
  for (const apiKey of [null, 'short', `${app.apiKey}x`, 'a'.repeat(300), 'with blank inside']) {
    const reply = await api.post('/sources', { nonsense: 1 }, { apiKey })
    expect(reply.status).toBe(401)
    expect(reply.body.code).toBe('unauthorized')
  }
})

test('a request id that is a sane token comes back, any other is replaced', async () => {
  const kept = await api.get('/sources', { headers: { 'x-request-id': 'order-42.a_B' } })
  expect(kept.headers['x-request-id']).toBe('order-42.a_B')
  for (const bad of ['a b', '<script>', 'x'.repeat(200), '"']) {
    const reply = await api.get('/sources', { headers: { 'x-request-id': bad } })
    expect(reply.headers['x-request-id']).not.toBe(bad)
  }
  const failed = await api.get('/migrations/none', { headers: { 'x-request-id': 'order-43' } })
  expect(failed.body.request_id).toBe('order-43')
})

test('unknown fields are refused by name and path, however deep', async () => {
  const flat = await api.post('/sources', { name: 'HubSpot', nmae: 'x', url: 'y' })
  expect(flat.status).toBe(400)
  expect(flat.body.code).toBe('unknown_field')
  expect(flat.body.error).toContain('nmae')
  expect(flat.body.details.map((detail: { path: string }) => detail.path)).toEqual(['nmae', 'url'])
  const deep = await api.post('/templates', { name: 'T', columns: [{ name: 'a' }, { name: 'b', requierd: true }] })
  expect(deep.body).toMatchObject({ code: 'unknown_field', details: [{ path: 'columns.1.requierd' }] })
  const proto = await api.call('POST', '/sources', {
    raw: { payload: '{"name":"x","__proto__":{"a":1}}', contentType: 'application/json' },
  })
  expect(proto.status).toBe(400)
  expect((await api.get('/sources')).body.sources).toEqual([])
})

test('wrong types are refused with their paths', async () => {
  const reply = await api.post('/templates', { name: 7, columns: [{ name: 'a', unique: 'yes' }] })
  expect(reply.status).toBe(400)
  expect(reply.body.code).toBe('invalid_request')
  expect(reply.body.details.map((detail: { path: string }) => detail.path)).toEqual(['name', 'columns.0.unique'])
})

test('a body that is not JSON, not UTF-8, empty or holds what cannot be stored is 400', async () => {
  const send = (payload: string | Buffer) =>
    api.call('POST', '/sources', { raw: { payload, contentType: 'application/json' } })
  expect((await send('{"name": ')).body.code).toBe('malformed_json')
  expect((await send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).body.code).toBe('malformed_json')
  expect((await send('')).body.code).toBe('invalid_request')
  expect((await send('{"name":"a\\u0000b"}')).body).toMatchObject({
    code: 'invalid_request',
    details: [{ path: 'name' }],
  })
  expect((await send('{"name":"\\ud800"}')).body.code).toBe('invalid_request')
  expect((await send('[]')).status).toBe(400)
  expect((await send(`${'['.repeat(200_000)}`)).status).toBe(400)
  expect((await send('null')).status).toBe(400)
})

test('another content type is 415, a body beyond 10 MiB is 413', async () => {
  const form = await api.call('POST', '/sources', { raw: { payload: 'name=x', contentType: 'text/plain' } })
  expect(form).toMatchObject({ status: 415, body: { code: 'unsupported_content_type' } })
  const multipart = await api.call('POST', '/sources', {
    raw: { payload: '--x--', contentType: 'multipart/form-data; boundary=x' },
  })
  expect(multipart.status).toBe(415)
  const large = await api.call('POST', '/sources', {
    raw: { payload: JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024) }), contentType: 'application/json' },
  })
  expect(large).toMatchObject({ status: 413, body: { code: 'payload_too_large' } })
  const charset = await api.call('POST', '/sources', {
    raw: { payload: JSON.stringify({ name: 'Ünïcode 🎉' }), contentType: 'application/json; charset=utf-8' },
  })
  expect(charset).toMatchObject({ status: 201, body: { source: { name: 'Ünïcode 🎉' } } })
})

test('ids that are none, NUL characters and unknown addresses are answered, never crash', async () => {
  expect(await api.get('/migrations/nonsense')).toMatchObject({ status: 404, body: { code: 'migration_not_found' } })
  expect((await api.get('/migrations/%00')).status).toBe(404)
  expect((await api.get('/templates/a%00b')).status).toBe(404)
  expect((await api.get('/migrations', { query: { search: 'a\u0000b' } })).status).toBe(400)
  expect((await api.get('/migrations', { query: { limit: 'many' } })).body.details).toMatchObject([{ path: 'limit' }])
  expect((await api.get('/migrations', { query: { limit: 201 } })).status).toBe(400)
  expect((await api.get('/migrations', { query: { cursor: 'nonsense' } })).body.code).toBe('invalid_cursor')
  const response = await server.inject({ method: 'GET', url: '/api/v1/nowhere' })
  expect(response.statusCode).toBe(404)
  expect(response.json()).toMatchObject({ code: 'route_not_found', details: [] })
  const bad = await server.inject({ method: 'GET', url: '/api/v1/sources/%zz' })
  expect(bad.statusCode).toBe(400)
  expect(bad.json().code).toBe('invalid_request')
  expect(bad.headers['x-request-id']).toBe(bad.json().request_id)
})

test('a failure inside is 500 without a word about it, and the log gets the whole', async () => {
  const lines: unknown[] = []
  const broken = {
    ...app,
    log: Object.assign(Object.create(app.log), { error: (line: unknown) => lines.push(line) }),
    store: {
      ...app.store,
      query: async (statement: string, values?: readonly unknown[]) => {
        if (statement.includes('FROM sources')) throw new Error(`syntax error near secret at SELECT * FROM sources`)
        return app.store.query(statement, values)
      },
    },
  } as unknown as TestApp
  const other = buildServer(broken)
  const reply = await (await callApi(other, app.apiKey)).get('/sources')
  expect(reply.status).toBe(500)
  expect(reply.body.code).toBe('internal')
  expect(reply.text).not.toMatch(/SELECT|secret|at \w|\.ts/)
  expect(lines).toHaveLength(1)
  await other.close()
})

test('every reply carries the headers that keep browsers from guessing', async () => {
  const { headers } = await api.get('/sources')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cache-control']).toBe('no-store')
  expect(String(headers['content-security-policy'])).toContain("default-src 'none'")
})

test('lists are paged: every item once, in order, and null at the end', async () => {
  for (let n = 0; n < 7; n++) await api.post('/sources', { name: `Paged ${n}` })
  const names: string[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const query: Record<string, string | number> = cursor === null ? { limit: 3 } : { limit: 3, cursor }
    const { body } = await api.get('/sources', { query })
    names.push(...body.sources.map((source: { name: string }) => source.name))
    cursor = body.next_cursor
    pages++
  } while (cursor !== null)
  const paged = names.filter((name) => name.startsWith('Paged'))
  expect(paged).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `Paged ${n}`))
  expect(pages).toBe(Math.ceil(names.length / 3))
})

test('outside the API: health, readiness, metrics, the reference, all without a key', async () => {
  expect((await server.inject('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' })
  const metrics = (await server.inject('/metrics')).body
  expect(metrics).toMatch(/godwit_http_requests_total\{method="GET",route="\/api\/v1\/sources",status="200"\} \d+/)
  expect(metrics).toContain('godwit_active_runs{status="queued"} 0')
  expect(metrics).toContain('process_resident_memory_bytes')
  expect(metrics).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/)
  const document = (await server.inject('/api/v1/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
})

test('the reference is served from here alone', async () => {
  const page = await server.inject('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("connect-src 'self'")
  expect(page.body.match(/https?:\/\/[^"'\s]+/g) ?? []).toEqual([])
  const script = await server.inject('/docs/js/scalar.js')
  expect(script.headers['content-type']).toContain('javascript')
  expect((await server.inject('/docs')).statusCode).toBe(301)
})

test('the dashboard is served with a policy of its own, and nothing outside its folder', async () => {
  const page = await server.inject('/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toContain('text/html')
  expect((await server.inject('/app.js')).headers['content-type']).toContain('javascript')
  for (const path of [
    '/package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/.env',
    '/assets/..%2f..%2fpackage.json',
  ]) {
    expect((await server.inject(path)).statusCode, path).toBe(404)
  }
})
