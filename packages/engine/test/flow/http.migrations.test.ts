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
  for (const name of ['Contacts', 'Companies']) await api.post('/templates', { name, columns: [{ name: 'id' }] })
  for (const name of ['HubSpot', 'Salesforce']) await api.post('/sources', { name })
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

test('a migration begins with all templates, a workbook and a default profile', async () => {
  const created = await api.post('/migrations', { name: 'Acme', source: 'hubspot', external_id: 'acme_1' })
  expect(created.status).toBe(201)
  const { migration } = created.body
  expect(migration).toMatchObject({
    name: 'Acme',
    source: { name: 'HubSpot' },
    status: 'awaiting_files',
    external_id: 'acme_1',
    templates: [
      { slug: 'contacts', name: 'Contacts' },
      { slug: 'companies', name: 'Companies' },
    ],
  })
  expect((await api.get(`/migrations/${migration.id}`)).body.migration).toEqual(migration)
  const { profiles } = (await api.get(`/migrations/${migration.id}/profiles`)).body
  expect(profiles).toEqual([{ id: migration.default_profile_id, external_id: null, name: 'Default', is_default: true }])
})

test('without a source it is sourceless, however that is said', async () => {
  for (const source of [undefined, null, '']) {
    expect((await api.post('/migrations', { name: 'None', source })).body.migration.source).toBeNull()
  }
  const unknown = await api.post('/migrations', { name: 'X', source: 'Nobody' })
  expect(unknown).toMatchObject({ status: 400, body: { code: 'source_unknown', details: [{ path: 'source' }] } })
})

test('unknown templates are named', async () => {
  const reply = await api.post('/migrations', { name: 'X', templates: ['contacts', 'nope', 'nor-this'] })
  expect(reply.status).toBe(400)
  expect(reply.body.code).toBe('template_unknown')
  expect(reply.body.error).toContain('"nope", "nor-this"')
  const one = await api.post('/migrations', { name: 'X', templates: ['companies'] })
  expect(one.body.migration.templates).toEqual([{ slug: 'companies', name: 'Companies' }])
})

test('the same external id gives the same migration, another source is a conflict', async () => {
  const first = await api.post('/migrations', { name: 'Ext', external_id: 'ext', source: 'HubSpot' })
  const again = await api.post('/migrations', { name: 'Other name', external_id: 'ext', source: 'HubSpot' })
  expect(again.status).toBe(200)
  expect(again.body).toEqual(first.body)
  for (const source of ['Salesforce', undefined]) {
    const other = await api.post('/migrations', { name: 'Ext', external_id: 'ext', source })
    expect(other).toMatchObject({ status: 409, body: { code: 'external_id_conflict' } })
  }
  for (const external_id of ['a b', 'ü', '', 'x'.repeat(256)]) {
    expect((await api.post('/migrations', { name: 'Bad', external_id })).status).toBe(400)
  }
})

test('of many with one external id at once exactly one is made', async () => {
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => api.post('/migrations', { name: 'Race', external_id: 'race' })),
  )
  expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1)
  expect(replies.filter((reply) => reply.status === 200)).toHaveLength(11)
  expect(new Set(replies.map((reply) => reply.body.migration.id)).size).toBe(1)
})

test('migrations are listed newest first, and found by status, external id and name', async () => {
  const { migrations } = (await api.get('/migrations', { query: { limit: 200 } })).body
  const ids = migrations.map((migration: { id: string }) => migration.id)
  expect(ids).toEqual([...ids].sort().reverse())
  expect((await api.get('/migrations', { query: { external_id: 'acme_1' } })).body.migrations).toHaveLength(1)
  expect((await api.get('/migrations', { query: { search: 'ACM' } })).body.migrations).toHaveLength(1)
  expect((await api.get('/migrations', { query: { search: '%' } })).body.migrations).toEqual([])
  expect((await api.get('/migrations', { query: { status: 'completed' } })).body.migrations).toEqual([])
  expect((await api.get('/migrations', { query: { status: 'done' } })).status).toBe(400)
})

test('profiles are added; an external id is taken once', async () => {
  const { id } = (await api.post('/migrations', { name: 'P' })).body.migration
  const made = await api.post(`/migrations/${id}/profiles`, { name: 'Jo', external_id: 'jo' })
  expect(made).toMatchObject({ status: 201, body: { profile: { name: 'Jo', external_id: 'jo', is_default: false } } })
  expect((await api.post(`/migrations/${id}/profiles`, { name: 'Jo 2', external_id: 'jo' })).body.code).toBe(
    'profile_conflict',
  )
  expect((await api.get(`/migrations/${id}/profiles`)).body.profiles).toHaveLength(2)
})

test('removing a migration removes its rows and its objects', async () => {
  const { id } = (await api.post('/migrations', { name: 'Gone', external_id: 'gone' })).body.migration
  await api.upload(id, 'a.csv', 'id\n1\n')
  expect(await app.storage.list(`files/${id}/`)).toHaveLength(1)
  expect((await api.delete(`/migrations/${id}`)).status).toBe(204)
  expect((await api.get(`/migrations/${id}`)).status).toBe(404)
  expect(await app.storage.list(`files/${id}/`)).toEqual([])
  for (const table of ['files', 'profiles', 'migration_templates']) {
    expect(await app.store.query(`SELECT * FROM ${table} WHERE migration_id = '${id}'`)).toEqual([])
  }
  expect((await api.delete(`/migrations/${id}`)).status).toBe(404)
  expect((await api.post('/migrations', { name: 'Again', external_id: 'gone' })).status).toBe(201)
})

test('a migration with an active run is not removed, nor are its files', async () => {
  const { id } = (await api.post('/migrations', { name: 'Busy' })).body.migration
  const file = await api.upload(id, 'a.csv', 'id\n1\n')
  const run = await api.post(`/migrations/${id}/runs`, { kind: 'generate' })
  expect(run.status).toBe(201)
  const refused = await api.delete(`/migrations/${id}`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'migration_busy' } })
  expect(refused.body.error).toContain(run.body.run_id)
  expect((await api.delete(`/migrations/${id}/files/${file.id}`)).body.code).toBe('file_in_use')
  expect(
    (await api.patch(`/migrations/${id}/runs/${run.body.run_id}`, { status: 'cancel_requested' })).body.status,
  ).toBe('canceled')
  expect((await api.delete(`/migrations/${id}`)).status).toBe(204)
})
