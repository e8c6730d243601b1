import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStripe, stripeKey } from '../../../connectors/test/stripe.ts'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { startMigration } from '../support/run-migration.ts'

let emulator: Awaited<ReturnType<typeof startStripe>>
let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api

beforeAll(async () => {
  emulator = await startStripe()
  app = await openTestApp({ GODWIT_ALLOW_PRIVATE_HOSTS: emulator.host }, { origins: emulator.origins })
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
  await emulator?.close()
})

test('a live source learns as files do: what a person has written for one customer of it is there for the next', async () => {
  const file = new URL('../../../../examples/live-stripe/templates.json', import.meta.url)
  const { templates } = JSON.parse(readFileSync(file, 'utf8'))
  expect((await api.post('/templates', templates[0])).status).toBe(201)
  await api.post('/sources', { name: 'Stripe' })
  const connected = async (name: string) => {
    const migration = await startMigration(api, { name, source: 'Stripe', templates: ['customers'] })
    const connection = { source_key: 'stripe', selected_streams: ['customers'], credentials: { api_key: stripeKey } }
    expect((await api.post(`${migration.path}/source-connection`, connection)).status).toBe(201)
    return migration
  }
  const first = await connected('Acme')
  expect((await first.generate({ extract_via_api: true })).status).toBe('awaiting_approval')
  const { inputs, sheets } = await first.recipe()
  sheets[0].columns.name.sql = `upper(${sheets[0].columns.name.sql})`
  const { body: run } = await api.put(`${first.path}/recipe`, { inputs, sheets })
  for (let status = ''; status !== 'awaiting_approval'; ) {
    const { body } = await api.get(`${first.path}/runs/${run.run_id}`)
    status = body.status
    expect(['queued', 'running', 'awaiting_approval'], body.error).toContain(status)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  expect((await first.execute()).status).toBe('completed')

  const second = await connected('Beta')
  expect((await second.generate({ extract_via_api: true })).status).toBe('awaiting_approval')
  expect(await second.said()).toContain('5 of 5 columns are filled as learned. Nothing is different from then.')
  const [before, after] = [await first.recipe(), await second.recipe()]
  const expressions = (recipe: typeof before) =>
    Object.entries<{ sql: string }>(recipe.sheets[0].columns).map(([name, { sql }]) => [name, sql])
  expect(expressions(after)).toEqual(expressions(before))
  expect((await second.execute()).status).toBe('completed')
  expect(await second.csv('customers')).toEqual(await first.csv('customers'))
  expect((await second.csv('customers'))[1]).toMatch(/^cus_\d+,ADA LOVELACE,/)

  const { body: sources } = await api.get('/sources')
  const [source] = sources.sources
  expect(source).toMatchObject({ name: 'Stripe', migrations: 2, recipe_version: 1 })
  const { body } = await api.get(`/sources/${source.id}/recipe`)
  expect(body.recipe).toMatchObject({
    version: 1,
    migration_id: first.id,
    tables: [{ ref: 't1', hint: '*customers*' }],
  })
  expect(JSON.stringify(body.recipe)).not.toMatch(/Ada|Lovelace|cus_\d/i)
  const { body: versions } = await api.get(`/sources/${source.id}/recipe/versions`)
  expect(versions).toMatchObject({ versions: [{ version: 1, migration_id: first.id }], next_cursor: null })
  expect((await api.get(`/sources/${source.id}/recipe`, { query: { version: 9 } })).body.code).toBe('recipe_not_found')

  // a source that has taught something is archived while migrations name it, and its migrations may go
  expect((await api.delete(first.path)).status).toBe(204)
  expect((await api.get(`/sources/${source.id}/recipe`)).body.recipe.version).toBe(1)
  const stranger = await app.addAccount()
  expect((await api.as(stranger.apiKey).get(`/sources/${source.id}/recipe`)).status).toBe(404)
  expect((await api.delete(`/sources/${source.id}`)).status).toBe(204)
  expect((await api.get('/sources')).body.sources).toEqual([])
})
