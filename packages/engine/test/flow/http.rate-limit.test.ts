import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await openTestApp({ GODWIT_RATE_LIMIT_PER_MINUTE: '5' })
})
afterAll(() => app?.close())

test('each key has so many requests a minute at each endpoint, counted over all processes', async () => {
  let now = new Date('2026-03-01T12:00:10.000Z')
  const servers = [buildServer({ ...app, now: () => now }), buildServer({ ...app, now: () => now })]
  const [one, two] = await Promise.all(servers.map((server) => callApi(server, app.apiKey)))
  const first = await one!.get('/sources')
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '4', 'ratelimit-reset': '50' })
  for (let n = 0; n < 4; n++) expect((await (n % 2 ? one! : two!).get('/sources')).status).toBe(200)
  const refused = await two!.get('/sources')
  expect(refused).toMatchObject({ status: 429, body: { error: 'Too many requests', code: 'rate_limited' } })
  expect(refused.headers['retry-after']).toBe('50')
  expect(refused.headers['ratelimit-remaining']).toBe('0')
  expect((await one!.get('/migrations')).status).toBe(200)
  const other = await app.addAccount()
  expect((await one!.get('/sources', { apiKey: other.apiKey })).status).toBe(200)
  now = new Date('2026-03-01T12:01:00.000Z')
  expect((await one!.get('/sources')).status).toBe(200)
  await Promise.all(servers.map((server) => server.close()))
})

test('of many requests at once no more than the limit get through', async () => {
  const server = buildServer({ ...app, now: () => new Date('2026-03-01T13:00:00.000Z') })
  const api = await callApi(server, app.apiKey)
  const replies = await Promise.all(Array.from({ length: 25 }, () => api.get('/migrations')))
  expect(replies.filter((reply) => reply.status === 200)).toHaveLength(5)
  await server.close()
})
