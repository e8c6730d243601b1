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
  await api.post('/templates', { name: 'Contacts', columns: [{ name: 'id' }] })
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

const newMigration = async () => (await api.post('/migrations', { name: 'M' })).body.migration.id as string

test('a run that lacks what it needs is 409', async () => {
  const id = await newMigration()
  const start = async (body: object) => (await api.post(`/migrations/${id}/runs`, body)).body.code
  expect(await start({ kind: 'generate' })).toBe('nothing_to_migrate')
  expect(await start({ kind: 'generate', extract_via_api: true })).toBe('no_source_connection')
  expect(await start({ kind: 'execute' })).toBe('no_preview')
  expect(await start({ kind: 'update', message: 'map a to b' })).toBe('no_preview')
  expect((await api.post(`/migrations/${id}/runs`, { kind: 'everything' })).status).toBe(400)
  expect((await api.get(`/migrations/${id}/preview`)).status).toBe(404)
  expect((await api.get(`/migrations/${id}/recipe`)).body.code).toBe('recipe_not_found')
})

test('of many runs started at once exactly one wins, and the others learn its id', async () => {
  const id = await newMigration()
  await api.upload(id, 'a.csv', 'id\n1\n')
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => api.post(`/migrations/${id}/runs`, { kind: 'generate' })),
  )
  const won = replies.filter((reply) => reply.status === 201)
  expect(won).toHaveLength(1)
  const { run_id, status, poll_url } = won[0]!.body
  expect(status).toBe('queued')
  expect(poll_url).toBe(`${app.config.publicUrl}/api/v1/migrations/${id}/runs/${run_id}`)
  for (const lost of replies.filter((reply) => reply.status !== 201)) {
    expect(lost).toMatchObject({ status: 409, body: { code: 'run_active' } })
    expect(lost.body.error).toContain(run_id)
  }
})

test("the body's own idempotency key means the same as the header", async () => {
  const id = await newMigration()
  await api.upload(id, 'a.csv', 'id\n1\n')
  const body = { kind: 'generate', idempotency_key: 'go' }
  const first = await api.post(`/migrations/${id}/runs`, body)
  const again = await api.post(`/migrations/${id}/runs`, body)
  expect(again.status).toBe(201)
  expect(again.body).toEqual(first.body)
  const other = await api.post(`/migrations/${id}/runs`, { ...body, message: 'x' })
  expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
  const differ = await api.post(`/migrations/${id}/runs`, body, { headers: { 'idempotency-key': 'stop' } })
  expect(differ.status).toBe(400)
})

test('a run is cancelled once, by exactly that word', async () => {
  const id = await newMigration()
  await api.upload(id, 'a.csv', 'id\n1\n')
  const { run_id } = (await api.post(`/migrations/${id}/runs`, { kind: 'generate' })).body
  const path = `/migrations/${id}/runs/${run_id}`
  expect((await api.patch(path, { status: 'canceled' })).status).toBe(400)
  expect((await api.patch(path, { status: 'cancel_requested', force: true })).body.code).toBe('unknown_field')
  expect((await api.post(`${path}/messages`, { answers: 'yes' })).body.code).toBe('run_not_blocked')
  expect((await api.patch(path, { status: 'cancel_requested' })).body).toMatchObject({ run_id, status: 'canceled' })
  expect((await api.patch(path, { status: 'cancel_requested' })).body.code).toBe('run_already_ended')
  expect((await api.get(path)).body).toMatchObject({ kind: 'generate', status: 'canceled' })
  expect((await api.get(`/migrations/${id}/runs`)).body).toMatchObject({ runs: [{ run_id }], next_cursor: null })
  const events = (await api.get(`/migrations/${id}/thread`)).body
  expect(events.events.map((event: { type: string }) => event.type)).toEqual(['status', 'status'])
  expect(events.last_sequence).toBe(2)
})
