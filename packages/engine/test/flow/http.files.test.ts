import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

const limit = 3_000_000
let app: TestApp
let server: FastifyInstance
let api: Api
let port: number
let now: Date | null = null
let migrationId: string

beforeAll(async () => {
  app = await openTestApp({ GODWIT_MAX_UPLOAD_BYTES: String(limit) })
  server = buildServer({ ...app, now: () => now ?? new Date() })
  await server.listen({ port: 0, host: '127.0.0.1' })
  port = (server.server.address() as AddressInfo).port
  api = await callApi(server, app.apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})
beforeEach(async () => {
  now = null
  migrationId = (await api.post('/migrations', { name: 'Files' })).body.migration.id
})

type Ticket = {
  id: string
  signed_url: string
  content_type: string
  storage_path: string
  token: string
  expires_at: string
}

const announce = async (name = 'people.csv', rest: object = {}): Promise<Ticket> =>
  (await api.post(`/migrations/${migrationId}/files`, { files: [{ name, ...rest }] })).body.files[0]

const pathOf = (ticket: Ticket) => {
  const { pathname, search } = new URL(ticket.signed_url)
  return pathname + search
}
const put = (ticket: Ticket, payload: string | Buffer, contentType = ticket.content_type, path = pathOf(ticket)) =>
  api.call('PUT', path.slice('/api/v1'.length), { raw: { payload, contentType }, apiKey: null })

const kept = () => app.storage.list(`files/${migrationId}/`)
const listed = async () => (await api.get(`/migrations/${migrationId}/files`)).body.files

test('an announced file is uploaded to its URL, hashed on the way, and makes the migration ready', async () => {
  const ticket = await announce('people.csv', { size_bytes: 12 })
  expect(ticket).toMatchObject({
    name: 'people.csv',
    content_type: 'text/csv',
    storage_path: `files/${migrationId}/${ticket.id}`,
  })
  expect(ticket.signed_url.startsWith(`${app.config.publicUrl}/`)).toBe(true)
  expect(await listed()).toEqual([])
  const done = await put(ticket, 'id,name\n1,Jo')
  expect(done.status).toBe(200)
  const [file] = await listed()
  expect(file).toMatchObject({
    id: ticket.id,
    size_bytes: 12,
    sha256: createHash('sha256').update('id,name\n1,Jo').digest('hex'),
    status: 'uploaded',
    warnings: [],
  })
  expect((await api.get(`/migrations/${migrationId}`)).body.migration.status).toBe('ready')
})

test('a URL works once, for its file, until it expires, and cannot be forged', async () => {
  const used = await announce()
  expect((await put(used, 'a')).status).toBe(200)
  expect(await put(used, 'b')).toMatchObject({ status: 403, body: { code: 'upload_forbidden' } })

  const [one, two] = [await announce(), await announce()]
  const swapped = pathOf(one).replace(one.id, two.id)
  expect((await put(one, 'x', 'text/csv', swapped)).status).toBe(403)
  const last = one.token.at(-1) === 'A' ? 'B' : 'A'
  expect((await put(one, 'x', 'text/csv', pathOf(one).slice(0, -2) + last)).status).toBe(403)
  expect((await put(one, 'x', 'text/csv', `/api/v1/uploads/${one.id}`)).status).toBe(403)
  expect((await put(one, 'x', 'text/csv', `/api/v1/uploads/nonsense?token=${one.token}`)).status).toBe(403)

  now = new Date(new Date(one.expires_at).getTime() + 1)
  expect(await put(one, 'x')).toMatchObject({ status: 403, body: { code: 'upload_forbidden' } })
  expect((await kept()).length).toBe(1)
})

test('of several requests to one URL at once exactly one is taken', async () => {
  const ticket = await announce()
  const replies = await Promise.all([1, 2, 3, 4, 5].map((n) => put(ticket, `id\n${n}\n`)))
  expect(replies.map((reply) => reply.status).sort()).toEqual([200, 403, 403, 403, 403])
  const winner = replies.find((reply) => reply.status === 200)!
  const stored = await app.storage.read(ticket.storage_path)
  const hash = createHash('sha256')
  for await (const chunk of stored) hash.update(chunk as Buffer)
  expect(winner.body.file.sha256).toBe(hash.digest('hex'))
})

test('another content type is 415; parameters do not matter', async () => {
  const ticket = await announce()
  expect(await put(ticket, '{}', 'application/json')).toMatchObject({
    status: 415,
    body: { code: 'upload_content_type_mismatch' },
  })
  expect((await put(ticket, 'id\n1', 'Text/CSV; charset=utf-8')).status).toBe(200)
  const json = await announce('a.json')
  expect((await put(json, '{"not json')).status).toBe(200)
})

test('more than the limit is 413 and nothing is kept, said beforehand or found on the way', async () => {
  const announced = await api.post(`/migrations/${migrationId}/files`, {
    files: [{ name: 'a', size_bytes: limit + 1 }],
  })
  expect(announced).toMatchObject({
    status: 413,
    body: { code: 'upload_too_large', details: [{ path: 'files.0.size_bytes' }] },
  })
  const ticket = await announce()
  expect((await put(ticket, Buffer.alloc(limit + 1))).status).toBe(413)
  expect(await sendChunks(ticket, limit + 200_000)).toBe(413)
  expect(await kept()).toEqual([])
  expect(await listed()).toEqual([])
  expect((await put(ticket, 'fits')).status).toBe(200)
})

test('an upload that is cut half-way keeps nothing, and its URL can be used again', async () => {
  const ticket = await announce()
  await cutOff(ticket, 500_000)
  await waitUntil(
    async () =>
      (await app.store.query<{ claimed_at: Date | null }>(`SELECT claimed_at FROM files WHERE id = '${ticket.id}'`))[0]
        ?.claimed_at === null,
  )
  expect(await kept()).toEqual([])
  expect(await app.storage.list('.incoming/')).toEqual([])
  expect(await listed()).toEqual([])
  const content = randomBytes(1_000_000)
  expect((await put(ticket, content)).body.file.size_bytes).toBe(1_000_000)
})

test('fewer bytes than announced are refused', async () => {
  const ticket = await announce('a.csv', { size_bytes: 100 })
  expect(await put(ticket, 'short')).toMatchObject({ status: 400, body: { code: 'upload_incomplete' } })
  expect(await kept()).toEqual([])
})

test('the claim of a process that was killed is free again after a while', async () => {
  const ticket = await announce()
  await app.store.query(`UPDATE files SET claimed_at = now() WHERE id = '${ticket.id}'`)
  expect((await put(ticket, 'id\n1')).status).toBe(403)
  await app.store.query(`UPDATE files SET claimed_at = now() - interval '2 minutes' WHERE id = '${ticket.id}'`)
  expect((await put(ticket, 'id\n1')).status).toBe(200)
})

test('a full disk is told as such, and nothing is kept', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const { EngineError } = await import('../../src/errors.ts')
  const storage = {
    ...app.storage,
    write: async () => {
      throw new EngineError('out_of_disk', 'The disk is full. Free some space, then try again.', { cause: full })
    },
  }
  const other = buildServer({ ...app, storage })
  const ticket = await announce()
  const reply = await (await callApi(other, null)).call('PUT', pathOf(ticket).slice('/api/v1'.length), {
    raw: { payload: 'id\n1', contentType: 'text/csv' },
  })
  expect(reply).toMatchObject({ status: 507, body: { code: 'out_of_disk' } })
  await other.close()
  expect((await put(ticket, 'id\n1')).status).toBe(200)
})

test('a name uploaded twice carries a warning until one is deleted', async () => {
  const first = await api.upload(migrationId, 'same.csv', 'id\n1\n')
  await api.upload(migrationId, 'same.csv', 'id\n2\n')
  expect((await listed()).map((file: { warnings: { code: string }[] }) => file.warnings[0]?.code)).toEqual([
    'repeated_name',
    'repeated_name',
  ])
  expect((await api.delete(`/migrations/${migrationId}/files/${first.id}`)).status).toBe(204)
  expect((await listed()).flatMap((file: { warnings: object[] }) => file.warnings)).toEqual([])
  expect((await kept()).length).toBe(1)
  expect((await api.delete(`/migrations/${migrationId}/files/${first.id}`)).status).toBe(404)
})

test('deleting the last file puts the migration back to waiting', async () => {
  const file = await api.upload(migrationId, 'a.csv', 'id\n1\n')
  await api.delete(`/migrations/${migrationId}/files/${file.id}`)
  expect((await api.get(`/migrations/${migrationId}`)).body.migration.status).toBe('awaiting_files')
})

test('a file that is removed while it is being sent leaves nothing behind', async () => {
  const ticket = await announce()
  const { done, finish } = openUpload(ticket, 100_000)
  await waitUntil(
    async () =>
      (await app.store.query<{ claimed_at: Date | null }>(`SELECT claimed_at FROM files WHERE id = '${ticket.id}'`))[0]
        ?.claimed_at !== null,
  )
  expect((await api.delete(`/migrations/${migrationId}/files/${ticket.id}`)).status).toBe(204)
  finish()
  expect(await done).toBe(403)
  expect(await kept()).toEqual([])
})

test('names and types are checked when they are announced', async () => {
  for (const file of [
    { name: '' },
    { name: 'a\nb' },
    { name: 'x'.repeat(256) },
    { name: 'a', content_type: 'csv' },
    { name: 'a', size_bytes: -1 },
  ]) {
    expect((await api.post(`/migrations/${migrationId}/files`, { files: [file] })).status).toBe(400)
  }
  expect((await api.post(`/migrations/${migrationId}/files`, { files: [] })).status).toBe(400)
  expect((await announce('../../etc/passwd')).storage_path).toMatch(/^files\/[0-9a-f-]+\/[0-9a-f-]+$/)
})

const open = (ticket: Ticket, headers: Record<string, string | number> = {}) =>
  httpRequest({
    port,
    path: pathOf(ticket),
    method: 'PUT',
    headers: { 'content-type': ticket.content_type, ...headers },
  })

/** Sends a body without saying how long it is; gives the status. */
function sendChunks(ticket: Ticket, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = open(ticket, { 'transfer-encoding': 'chunked' })
    request.on('response', (response) => resolve(response.resume().statusCode ?? 0))
    request.on('error', reject)
    request.write(Buffer.alloc(bytes))
    request.end()
  })
}

/** Sends some of a body that is said to be longer, then drops the connection. */
function cutOff(ticket: Ticket, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const request = open(ticket, { 'content-length': bytes * 2 })
    request.on('error', () => {})
    request.on('close', () => resolve())
    request.write(Buffer.alloc(bytes), () => setTimeout(() => request.destroy(), 100))
  })
}

/** Begins an upload; `finish` sends its end, `done` is the status. */
function openUpload(ticket: Ticket, bytes: number) {
  const request = open(ticket, { 'transfer-encoding': 'chunked' })
  const done = new Promise<number>((resolve, reject) => {
    request.on('response', (response) => resolve(response.resume().statusCode ?? 0))
    request.on('error', reject)
  })
  request.write(Buffer.alloc(bytes))
  return { done, finish: () => request.end() }
}

async function waitUntil(holds: () => Promise<boolean>) {
  for (let n = 0; n < 200; n++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('waited for 5 s in vain')
}
