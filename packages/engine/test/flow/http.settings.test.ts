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

test('an account that has decided nothing has the defaults: keep forever, mask samples, all connectors', async () => {
  const other = await app.addAccount()
  const { status, body } = await api.as(other.apiKey).get('/settings')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    settings: { retention_days: null, model: { enabled: true, samples: 'masked' }, enabled_connectors: null },
    configured_model: null,
    model_usage: { month: new Date().toISOString().slice(0, 7), calls: 0, tokens: 0, usd: 0, seconds: 0 },
    updated_at: null,
  })
})

test('a change changes only what it names, stays, and is the account’s own', async () => {
  const first = await api.patch('/settings', { retention_days: 30, model: { budgets: { run: { calls: 5 } } } })
  expect(first.status).toBe(200)
  const before = first.body.settings
  expect(before).toMatchObject({ retention_days: 30, model: { samples: 'masked', budgets: { run: { calls: 5 } } } })
  expect(before.model.budgets.run.seconds).toBe(300)

  await api.patch('/settings', { model: { samples: 'none' }, enabled_connectors: ['postgres'] })
  const { settings, updated_at } = (await api.get('/settings')).body
  expect(settings).toEqual({
    ...before,
    model: { ...before.model, samples: 'none' },
    enabled_connectors: ['postgres'],
  })
  expect(updated_at).toMatch(/^\d{4}-/)

  await api.patch('/settings', { retention_days: null, enabled_connectors: null })
  expect((await api.get('/settings')).body.settings).toMatchObject({ retention_days: null, enabled_connectors: null })

  const other = await app.addAccount()
  expect((await api.as(other.apiKey).get('/settings')).body.settings.model.samples).toBe('masked')
})

test('two changes at once are both kept', async () => {
  await Promise.all([
    api.patch('/settings', { retention_days: 77 }),
    api.patch('/settings', { model: { enabled: false } }),
  ])
  expect((await api.get('/settings')).body.settings).toMatchObject({ retention_days: 77, model: { enabled: false } })
  await api.patch('/settings', { retention_days: null, model: { enabled: true } })
})

test.each([
  [{ retention: 30 }, 'unknown_field', 'retention'],
  [{ model: { temperature: 1 } }, 'unknown_field', 'model.temperature'],
  [{ model: { budgets: { day: {} } } }, 'unknown_field', 'model.budgets.day'],
  [{ retention_days: 0 }, 'invalid_request', 'retention_days'],
  [{ retention_days: 1.5 }, 'invalid_request', 'retention_days'],
  [{ model: { samples: 'all' } }, 'invalid_request', 'model.samples'],
  [{ model: { budgets: { run: { calls: -1 } } } }, 'invalid_request', 'model.budgets.run.calls'],
  [{ enabled_connectors: ['postgres', 'nothing-like-it'] }, 'source_key_unknown', 'enabled_connectors.1'],
])('a change that cannot be is refused with its place and changes nothing: %j', async (change, code, path) => {
  const before = (await api.get('/settings')).body
  const { status, body } = await api.patch('/settings', change)
  expect({ status, code: body.code }).toEqual({ status: 400, code })
  expect(body.details.map((detail: { path: string }) => detail.path)).toContain(path)
  expect((await api.get('/settings')).body).toEqual(before)
})

test('changing needs a key for administration, and leaves a line that says what was changed', async () => {
  const made = await api.post('/api-keys', { name: 'writer', scopes: ['read', 'write'] })
  const writer = api.as(made.body.key)
  expect((await writer.get('/settings')).status).toBe(200)
  expect((await writer.patch('/settings', { retention_days: 1 })).status).toBe(403)
  await api.patch('/settings', { retention_days: 90, model: { samples: 'raw' } })
  const { audit } = (await api.get('/audit')).body
  expect(audit[0]).toMatchObject({ action: 'settings.change', target: 'model.samples, retention_days' })
})
