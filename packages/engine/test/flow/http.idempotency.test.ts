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

const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })
const countOf = async (name: string) =>
  (await api.get('/migrations', { query: { search: name, limit: 200 } })).body.migrations.length

test('the same key and body get the first reply again, whatever the order of fields', async () => {
  const first = await api.post('/migrations', { name: 'Once', external_id: 'once-1' }, keyed('k1'))
  const again = await api.post('/migrations', { external_id: 'once-1', name: 'Once' }, keyed('k1'))
  expect(first.status).toBe(201)
  expect(again.status).toBe(201)
  expect(again.body).toEqual(first.body)
  expect(await countOf('Once')).toBe(1)
})

test('the same key with another body is 409', async () => {
  await api.post('/migrations', { name: 'A' }, keyed('k2'))
  const reply = await api.post('/migrations', { name: 'B' }, keyed('k2'))
  expect(reply).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
})

test('the same key of another account is another key', async () => {
  const other = api.as((await app.addAccount()).apiKey)
  const mine = await api.post('/migrations', { name: 'Mine' }, keyed('shared'))
  const theirs = await other.post('/migrations', { name: 'Theirs' }, keyed('shared'))
  expect(theirs.status).toBe(201)
  expect(theirs.body.migration.id).not.toBe(mine.body.migration.id)
})

test('of many at once exactly one happens; the rest get its reply or are told to wait', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => api.post('/migrations', { name: 'Raced' }, keyed('race'))),
  )
  const made = new Set(replies.filter((reply) => reply.status === 201).map((reply) => reply.body.migration.id))
  expect(made.size).toBe(1)
  for (const reply of replies.filter((each) => each.status !== 201)) {
    expect(reply).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } })
    expect(reply.headers['retry-after']).toBeDefined()
  }
  expect(await countOf('Raced')).toBe(1)
})

test('a failed call keeps nothing, so its key can be used again', async () => {
  const source = { name: 'Later', source: 'Not yet there' }
  expect((await api.post('/migrations', source, keyed('k3'))).status).toBe(400)
  await api.post('/sources', { name: 'Not yet there' })
  expect((await api.post('/migrations', source, keyed('k3'))).status).toBe(201)
})

test('a process that dies in the middle of a call leaves neither its work nor a blocked key', async () => {
  let dying: (() => void) | undefined
  const reached = new Promise<void>((resolve) => {
    dying = resolve
  })
  // The call does its work, and then its connection to the store dies with the process.
  const doomed = buildServer({
    ...app,
    store: {
      ...app.store,
      transaction: (work) =>
        app.store.transaction(async (tx) => {
          await work(tx)
          const [me] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
          dying?.()
          await app.store.query('SELECT pg_terminate_backend($1)', [me!.pid])
          await tx.query('SELECT 1')
          throw new Error('unreachable')
        }),
    },
  })
  const failed = await (await callApi(doomed, app.apiKey)).post('/migrations', { name: 'Killed' }, keyed('crash'))
  await reached
  expect(failed.status).toBeGreaterThanOrEqual(500)
  await doomed.close()
  expect(await countOf('Killed')).toBe(0)
  const again = await api.post('/migrations', { name: 'Killed' }, keyed('crash'))
  expect(again.status).toBe(201)
  expect(await countOf('Killed')).toBe(1)
})

test('after 24 hours a key is forgotten', async () => {
  const first = await api.post('/migrations', { name: 'Daily' }, keyed('daily'))
  now = new Date(now.getTime() + 24 * 60 * 60 * 1000 + 1000)
  const second = await api.post('/migrations', { name: 'Daily' }, keyed('daily'))
  expect(second.body.migration.id).not.toBe(first.body.migration.id)
})

test('a key that was shown once comes again only to the caller who made it, and is nowhere in the store', async () => {
  const first = await api.post('/api-keys', { name: 'Kept' }, keyed('secret'))
  const again = await api.post('/api-keys', { name: 'Kept' }, keyed('secret'))
  expect(again.body).toEqual(first.body)
  const kept = await app.store.query('SELECT * FROM idempotency_keys')
  expect(JSON.stringify(kept)).not.toContain(first.body.key)
  const colleague = await api.post('/api-keys', { name: 'Kept' }, { ...keyed('secret'), apiKey: first.body.key })
  expect(colleague).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
})

test('keys count for one address, and must be sane', async () => {
  expect((await api.post('/sources', { name: 'Same key' }, keyed('k1'))).status).toBe(201)
  expect((await api.post('/sources', { name: 'Odd' }, keyed('x'.repeat(256)))).status).toBe(400)
})
