import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let mine: Api
let theirs: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  mine = await callApi(server, app.apiKey)
  theirs = mine.as((await app.addAccount()).apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

/** A body that would be right, were the thing one's own. */
const bodies: Record<string, object> = {
  'PATCH /api/v1/sources/{source_id}': { name: 'Taken over' },
  'PATCH /api/v1/templates/{slug}': { name: 'Taken over' },
  'POST /api/v1/migrations/{migration_id}/profiles': { name: 'Intruder' },
  'POST /api/v1/migrations/{migration_id}/files': { files: [{ name: 'a.csv' }] },
  'POST /api/v1/migrations/{migration_id}/runs': { kind: 'generate' },
  'PATCH /api/v1/migrations/{migration_id}/runs/{run_id}': { status: 'cancel_requested' },
  'POST /api/v1/migrations/{migration_id}/runs/{run_id}/messages': { answers: 'yes' },
  'POST /api/v1/migrations/{migration_id}/runs/{run_id}/credentials': { credentials: { client_secret: 'x' } },
  'POST /api/v1/migrations/{migration_id}/source-connection': { source_key: 'stripe' },
  'PUT /api/v1/migrations/{migration_id}/recipe': {
    inputs: [{ ref: 'a', table: { name: 'a', columns: [] } }],
    sheets: [],
  },
}

test('on every call with an id, what belongs to another account is answered as what does not exist', async () => {
  const source = (await mine.post('/sources', { name: 'Mine' })).body.source
  const template = (await mine.post('/templates', { name: 'Mine', columns: [{ name: 'id' }] })).body.template
  const migration = (await mine.post('/migrations', { name: 'Mine', source: 'Mine', external_id: 'mine' })).body
    .migration
  const file = await mine.upload(migration.id, 'a.csv', 'id\n1\n')
  const run = (await mine.post(`/migrations/${migration.id}/runs`, { kind: 'generate' })).body
  const key = (await mine.post('/api-keys', { name: 'Mine' })).body.api_key
  const attached = await mine.post(`/migrations/${migration.id}/source-connection`, { source_key: 'stripe' })
  const extractor = app.newId()
  await app.store.query(
    `INSERT INTO extractors (id, migration_id, connection_id, source_key, version, hash, body)
     VALUES ($1, $2, $3, 'stripe', 1, 'x', '{}')`,
    [extractor, migration.id, attached.body.source_connection.id],
  )
  const real: Record<string, string> = {
    source_id: source.id,
    slug: template.slug,
    migration_id: migration.id,
    file_id: file.id,
    run_id: run.run_id,
    api_key_id: key.id,
    extractor_id: extractor,
    row_id: '1',
    file: `${template.slug}.csv`,
  }
  const before = await snapshot()

  const document = server.swagger() as unknown as { paths: Record<string, Record<string, unknown>> }
  const calls = Object.entries(document.paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })))
    .filter(({ path }) => path.includes('{') && !/^\/api\/v1\/(uploads|connectors)\//.test(path))
  expect(calls.length).toBeGreaterThan(15)
  for (const { method, path } of calls) {
    const fill = (values: Record<string, string>) =>
      path.slice('/api/v1'.length).replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? `no value for ${name}`)
    const none = Object.fromEntries(
      Object.entries(real).map(([name, value]) => [name, /-7/.test(value) ? app.newId() : value]),
    )
    const body = bodies[`${method} ${path}`]
    const other = await theirs.call(method, fill(real), body ? { body } : {})
    const absent = await theirs.call(
      method,
      fill({ ...none, slug: 'never-was', file: 'never-was.csv' }),
      body ? { body } : {},
    )
    expect(other.status, `${method} ${path}: ${other.text}`).toBe(404)
    expect({ ...other.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' })
  }
  expect(await snapshot()).toEqual(before)
})

test("lists and look-ups by name do not reach into another account's things", async () => {
  for (const path of ['/sources', '/templates', '/migrations', '/audit']) {
    expect((await theirs.get(path)).text).not.toMatch(/mine/i)
  }
  expect((await theirs.get('/api-keys')).body.api_keys).toHaveLength(1)
  expect((await theirs.post('/migrations', { name: 'x', source: 'Mine' })).body.code).toBe('source_unknown')
  expect((await theirs.post('/migrations', { name: 'x', templates: ['mine'] })).body.code).toBe('template_unknown')
  expect((await theirs.post('/migrations', { name: 'x', external_id: 'mine' })).status).toBe(201)
  const { id } = (await mine.get('/templates/mine')).body.template
  const link = { name: 'x', desiredRule: 'link', linkRule: [{ templateId: id, columnName: 'id' }] }
  expect((await theirs.post('/templates', { name: 'L', columns: [link] })).body.code).toBe('link_target_unknown')
})

/** Everything that the first account has. */
const snapshot = async () => {
  const { migrations } = (await mine.get('/migrations')).body
  return {
    sources: (await mine.get('/sources')).body,
    templates: (await mine.get('/templates')).body,
    migrations,
    files: await Promise.all(
      migrations.map(async ({ id }: { id: string }) => (await mine.get(`/migrations/${id}/files`)).body),
    ),
    connections: await Promise.all(
      migrations.map(async ({ id }: { id: string }) => (await mine.get(`/migrations/${id}/source-connection`)).body),
    ),
    profiles: await Promise.all(
      migrations.map(async ({ id }: { id: string }) => (await mine.get(`/migrations/${id}/profiles`)).body),
    ),
    runs: await Promise.all(
      migrations.map(async ({ id }: { id: string }) => (await mine.get(`/migrations/${id}/runs`)).body),
    ),
  }
}
