import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { appendEvents } from '../../src/thread/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let api: Api
let base: string

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  await server.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/api/v1`
  api = await callApi(server, app.apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

type Seen = { id: number; type: string; data: { sequence: number; data: { n: number } } }

const newThread = async () => (await api.post('/migrations', { name: 'T' })).body.migration.id as string
const say = (migrationId: string, type: 'message' | 'tool_call' | 'thinking', n: number) =>
  app.store.transaction((tx) => appendEvents(tx, migrationId, null, [{ type, data: { n } }]))

/** Reads a stream until `enough` or until it ends; gives its events. */
async function follow(
  url: string,
  headers: Record<string, string>,
  enough: (seen: Seen[]) => boolean,
): Promise<Seen[]> {
  const abort = new AbortController()
  const response = await fetch(url, { headers: { 'x-api-key': app.apiKey, ...headers }, signal: abort.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const seen: Seen[] = []
  let rest = ''
  if (enough(seen)) return seen
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks.filter((each) => !each.startsWith(':'))) {
        const field = (name: string) =>
          block
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))!
            .slice(name.length + 2)
        seen.push({ id: Number(field('id')), type: field('event'), data: JSON.parse(field('data')) })
      }
      if (enough(seen)) break
    }
  } finally {
    abort.abort()
  }
  return seen
}

test('a snapshot shows what the level includes, after a sequence', async () => {
  const id = await newThread()
  for (const [n, type] of (['message', 'tool_call', 'thinking', 'message'] as const).entries()) await say(id, type, n)
  const read = async (query: Record<string, string | number>) =>
    (await api.get(`/migrations/${id}/thread`, { query })).body.events.map(
      (event: { sequence: number }) => event.sequence,
    )
  expect(await read({})).toEqual([1, 4])
  expect(await read({ include: 'tools' })).toEqual([1, 2, 4])
  expect(await read({ include: 'all' })).toEqual([1, 2, 3, 4])
  expect(await read({ include: 'all', after: 2 })).toEqual([3, 4])
  expect((await api.get(`/migrations/${id}/thread`, { query: { include: 'everything' } })).status).toBe(400)
})

test('a stream replays from Last-Event-ID, which counts before `after`, and then follows live', async () => {
  const id = await newThread()
  for (let n = 1; n <= 3; n++) await say(id, 'message', n)
  const following = follow(
    `${base}/migrations/${id}/thread/stream?after=0`,
    { 'last-event-id': '2' },
    (seen) => seen.length === 2,
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  await say(id, 'message', 4)
  const seen = await following
  expect(seen.map((event) => event.id)).toEqual([3, 4])
  expect(seen[1]).toMatchObject({ type: 'message', data: { sequence: 4, data: { n: 4 } } })
})

test('no event is lost or doubled over 100 forced reconnects', async () => {
  const id = await newThread()
  const total = 300
  const writing = (async () => {
    for (let n = 1; n <= total; n++) {
      await say(id, 'message', n)
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  const seen: Seen[] = []
  let connections = 0
  while (seen.length < total) {
    const last = seen.at(-1)?.id ?? 0
    // every connection is dropped after one to three events
    const most = connections < 100 ? 1 + (connections % 3) : total
    const got = await follow(
      `${base}/migrations/${id}/thread/stream`,
      { 'last-event-id': String(last) },
      (batch) => batch.length >= Math.min(most, total - seen.length),
    )
    seen.push(...got.slice(0, total - seen.length))
    connections++
  }
  await writing
  expect(connections).toBeGreaterThanOrEqual(100)
  // what a dropped connection had sent beyond what was taken is sent again, because the client says where it stood
  expect(seen.map((event) => event.data.data.n)).toEqual(Array.from({ length: total }, (_, n) => n + 1))
})

test('closing the server ends the streams', async () => {
  const id = await newThread()
  const other = buildServer(app)
  await other.listen({ port: 0, host: '127.0.0.1' })
  const port = (other.server.address() as AddressInfo).port
  const following = follow(`http://127.0.0.1:${port}/api/v1/migrations/${id}/thread/stream`, {}, () => false)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const begun = Date.now()
  await other.close()
  expect(await following).toEqual([])
  expect(Date.now() - begun).toBeLessThan(5_000)
})
