import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../../../engine/test/support/open-served-api.ts'
import { type Client, createClient, type FetchLike } from '../../src/index.ts'

let api: ServedApi
let godwit: Client

beforeAll(async () => {
  api = await openServedApi()
  godwit = createClient({ baseUrl: api.url, apiKey: api.apiKey })
  await godwit.templates.create({
    slug: 'people',
    name: 'People',
    columns: [
      { name: 'email', description: 'E-mail address', required: true, unique: true, type: 'email' },
      { name: 'name', description: 'Full name' },
    ],
  })
})
afterAll(() => api?.close())

const nobody = '0198c1f2-6f3e-7a52-9d0e-0c6f2b7d1a11'
const csv = 'Email,Name\r\nann@example.com,Ann\r\nbob@example.com,Bob\r\n'

async function newMigration(): Promise<string> {
  const { id } = await godwit.migrations.create({ name: 'Acme', templates: ['people'] })
  return id
}

test('an error of the server is thrown with its code and request id', async () => {
  await expect(godwit.migrations.get(nobody)).rejects.toMatchObject({
    name: 'GodwitError',
    code: 'migration_not_found',
    status: 404,
    retry: 'never',
    requestId: expect.stringMatching(/.+/),
  })
})

test('without throwing, the same error is a value', async () => {
  const result = await godwit.request({ method: 'GET', path: `/migrations/${nobody}` })
  expect(result).toMatchObject({ type: 'error', status: 404, data: { code: 'migration_not_found' } })
})

test('a wrong key is told', async () => {
  const stranger = createClient({ baseUrl: api.url, apiKey: 'godwit_not_a_key' })
  await expect(stranger.sources.list()).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
})

test('a server that is not there is told as such', async () => {
  const lost = createClient({ baseUrl: 'http://127.0.0.1:9', apiKey: 'k', retries: 0 })
  await expect(lost.sources.list()).rejects.toMatchObject({ code: 'network', status: 0, retry: 'later' })
})

test('lists are walked page by page', async () => {
  const made = [await newMigration(), await newMigration(), await newMigration()]
  const found = await Array.fromAsync(godwit.migrations.listAll({ limit: 2 }))
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(made))
})

test.each([
  ['text', csv],
  ['bytes', new TextEncoder().encode(csv)],
  ['a blob', new Blob([csv])],
  ['a stream', new Blob([csv]).stream()],
])('a file is uploaded from %s', async (_kind, body) => {
  const id = await newMigration()
  await godwit.files.upload(id, { name: 'people.csv', content_type: 'text/csv', body })
  const { files } = await godwit.files.list(id)
  const sha256 = createHash('sha256').update(csv).digest('hex')
  expect(files).toMatchObject([{ name: 'people.csv', size_bytes: csv.length, sha256 }])
})

test('keys are made, listed and revoked', async () => {
  const { key, api_key } = await godwit.apiKeys.create({ name: 'for a test' })
  const other = createClient({ baseUrl: api.url, apiKey: key })
  expect((await other.apiKeys.list()).api_keys.map(({ id }) => id)).toContain(api_key.id)
  await godwit.apiKeys.revoke(api_key.id)
  await expect(other.apiKeys.list()).rejects.toMatchObject({ code: 'unauthorized' })
})

test('a migration goes from a file to a sheet', async () => {
  const id = await newMigration()
  await godwit.files.upload(id, { name: 'people.csv', content_type: 'text/csv', body: csv })
  const generate = await godwit.runs.create(id, { kind: 'generate' })
  expect(await godwit.runs.wait(id, generate.run_id, { pollMs: 50 })).toMatchObject({ status: 'awaiting_approval' })
  expect((await godwit.preview.get(id)).sheets[0]?.total_rows).toBe(2)
  const execute = await godwit.runs.create(id, { kind: 'execute' })
  const run = await godwit.runs.wait(id, execute.run_id, { pollMs: 50 })
  expect(run).toMatchObject({ status: 'completed', report: { inserted: 2, coverage: { balanced: true } } })
  const { body, totalRecords } = await godwit.exports.download(id, 'people')
  expect(totalRecords).toBe(2)
  expect(await new Response(body).text()).toBe('email,name\r\nann@example.com,Ann\r\nbob@example.com,Bob\r\n')
})

test('a thread that breaks again and again loses and doubles nothing', async () => {
  const id = await newMigration()
  await godwit.files.upload(id, { name: 'people.csv', content_type: 'text/csv', body: csv })
  const { run_id } = await godwit.runs.create(id, { kind: 'generate' })
  await godwit.runs.wait(id, run_id, { pollMs: 50 })
  const whole: number[] = []
  for (let after = 0, more = true; more; ) {
    const { events } = await godwit.thread.read(id, { after, include: 'all' })
    whole.push(...events.map(({ sequence }) => sequence))
    after = whole.at(-1) ?? 0
    more = events.length > 0
  }

  // every connection breaks after a few hundred bytes, often in the middle of an event
  let connections = 0
  const breaking: FetchLike = async (url, init) => {
    const response = await fetch(url, init)
    if (!url.includes('/thread/stream') || !response.body) return response
    connections++
    let left = 300 + (connections % 7) * 97
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk.subarray(0, left))
        left -= chunk.length
        if (left <= 0) controller.error(new Error('the connection broke'))
      },
    })
    return new Response(response.body.pipeThrough(cut), response)
  }
  const shaky = createClient({ baseUrl: api.url, apiKey: api.apiKey, fetch: breaking })
  const stop = new AbortController()
  const followed: number[] = []
  for await (const { sequence } of shaky.thread.follow(id, { include: 'all', signal: stop.signal })) {
    followed.push(sequence)
    if (followed.length >= whole.length) stop.abort()
  }
  expect(followed).toEqual(whole)
  expect(connections).toBeGreaterThan(1)
})
