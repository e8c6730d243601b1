import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let api: Api
let now = new Date('2026-03-01T12:00:00.000Z')

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer({ ...app, now: () => now })
  api = await callApi(server, app.apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

test('a key is shown once, kept as a hash, and revoked at once', async () => {
  const made = await api.post('/api-keys', { name: 'CI' })
  expect(made.status).toBe(201)
  const { key, api_key } = made.body
  expect(key.startsWith(api_key.prefix)).toBe(true)
  expect((await api.get('/sources', { apiKey: key })).status).toBe(200)
  expect((await api.get('/api-keys')).text).not.toContain(key)
  const stored = await app.store.query('SELECT * FROM api_keys')
  expect(JSON.stringify(stored)).not.toContain(key)
  expect((await api.delete(`/api-keys/${api_key.id}`)).status).toBe(204)
  expect((await api.get('/sources', { apiKey: key })).status).toBe(401)
  expect((await api.delete(`/api-keys/${api_key.id}`)).status).toBe(404)
})

test('a key stops working when it expires', async () => {
  const { body } = await api.post('/api-keys', { name: 'brief', expires_at: '2026-03-01T12:10:00Z' })
  expect((await api.get('/sources', { apiKey: body.key })).status).toBe(200)
  now = new Date('2026-03-01T12:10:00.000Z')
  expect((await api.get('/sources', { apiKey: body.key })).status).toBe(401)
})

test('scopes reach as far as they say', async () => {
  const { body } = await api.post('/api-keys', { name: 'reader', scopes: ['read'] })
  const reader = api.as(body.key)
  expect((await reader.get('/sources')).status).toBe(200)
  expect(await reader.post('/sources', { name: 'x' })).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
  expect((await reader.get('/audit')).status).toBe(403)
  expect((await reader.post('/api-keys', { name: 'more' })).status).toBe(403)
  expect((await api.post('/api-keys', { name: 'odd', scopes: ['everything'] })).status).toBe(400)
})

test('last_used_at is noted at most once a minute', async () => {
  const usedAt = async () =>
    (await app.store.query<{ last_used_at: Date }>(`SELECT last_used_at FROM api_keys WHERE name = 'first key'`))[0]!
      .last_used_at
  now = new Date('2026-03-01T13:00:00.000Z')
  await api.get('/sources')
  now = new Date('2026-03-01T13:00:59.000Z')
  await api.get('/sources')
  expect(await usedAt()).toEqual(new Date('2026-03-01T13:00:00.000Z'))
  now = new Date('2026-03-01T13:01:01.000Z')
  await api.get('/sources')
  expect(await usedAt()).toEqual(now)
})

test('the audit trail says who did what to what, from where, and nothing of failed calls', async () => {
  const { body } = await api.post('/sources', { name: 'Audited' }, { headers: { 'x-request-id': 'audit-1' } })
  await api.post('/sources', { name: 'Audited' })
  const { audit } = (await api.get('/audit')).body
  expect(audit[0]).toMatchObject({
    actor: 'api_key:first key',
    action: 'source.create',
    target: body.source.id,
    request_id: 'audit-1',
    address: '127.0.0.1',
  })
  expect(audit.filter((line: { action: string }) => line.action === 'source.create')).toHaveLength(1)
})
