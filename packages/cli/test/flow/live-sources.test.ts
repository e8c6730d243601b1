import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createClient } from '@godwit/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harbour, harbourToken, startHarbour } from '../../../engine/test/support/live-source.ts'
import { openServedApi, type ServedApi } from '../../../engine/test/support/open-served-api.ts'

const launcher = fileURLToPath(new URL('../../bin/godwit.js', import.meta.url))

let harbour: Harbour
let api: ServedApi
let env: Record<string, string>
let migrationId: string

/** Runs the command as a script does, with something on standard input. */
async function godwit(args: string[], input = '') {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

beforeAll(async () => {
  harbour = await startHarbour({ contacts: 30 })
  api = await openServedApi(harbour.environment)
  env = { GODWIT_PUBLIC_URL: api.url, GODWIT_API_KEY: api.apiKey, ...harbour.environment }
  const client = createClient({ baseUrl: api.url, apiKey: api.apiKey })
  await client.templates.create({
    slug: 'people',
    name: 'People',
    columns: [{ name: 'email', description: 'E-mail address', type: 'email' }],
  })
  migrationId = (await client.migrations.create({ name: 'Live', templates: ['people'] })).id
  const input = { source_key: 'harbour', profile_id: null, selected_streams: ['contacts'] }
  await client.sourceConnection.attach(migrationId, input)
  const { run_id } = await client.runs.create(migrationId, { kind: 'generate' })
  await client.runs.wait(migrationId, run_id, { pollMs: 50 })
})
afterAll(async () => {
  await api?.close()
  await harbour?.close()
})

test('the catalogue is listed', async () => {
  const { out, err } = await godwit(['connectors', 'list'])
  expect(out, err).toMatch(/harbour +Harbour CRM +crm +contacts, companies, visits/)
})

test('what a blocked run asks for is shown, given on standard input, and the connection works', async () => {
  const told = await godwit(['answer', migrationId])
  expect(told.err).toContain(`godwit credentials ${migrationId}`)
  const shown = await godwit(['credentials', migrationId, '--show'])
  expect(shown.code, shown.err).toBe(3)
  expect(shown.out).toMatch(/1\. Open the settings[\s\S]*Fields: api_token/)
  expect((await godwit(['connectors', 'check', migrationId, '--profile', 'workbook'])).code).toBe(1)

  const wrong = await godwit(['credentials', migrationId], `{"api_token": "${harbourToken}"`)
  expect(wrong).toMatchObject({ code: 2, err: expect.not.stringContaining(harbourToken) })
  const unknown = await godwit(['credentials', migrationId], JSON.stringify({ token: harbourToken }))
  expect(unknown.err).toContain('credentials.token')
  expect(unknown).toMatchObject({ code: 1, err: expect.not.stringContaining(harbourToken) })
  const given = await godwit(['credentials', migrationId], JSON.stringify({ api_token: harbourToken }))
  expect(given.code, given.err).toBe(0)
  expect((await godwit(['credentials', migrationId], '{}')).err).toContain('waiting for credentials')

  const checked = await godwit(['connectors', 'check', migrationId, '--source', 'harbour', '--profile', 'workbook'])
  expect(checked.out, checked.err).toMatch(/contacts +yes/)
  expect((await godwit(['vault', 'rotate'])).out).toMatch(/^1 secrets are under the key [0-9a-f]{16} now/)
})

test('a source is read without a server', async () => {
  const args = ['connectors', 'read', 'harbour', 'contacts', 'companies', '--limit', '3']
  const read = await godwit(args, JSON.stringify({ api_token: harbourToken }))
  expect(read.code, read.err).toBe(0)
  const records = read.out.trim().split('\n')
  expect(records).toHaveLength(6)
  expect(records[3]).toContain('"big":9007199254740994')
  const refused = await godwit(args, JSON.stringify({ api_token: 'wr0ng-token' }))
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.not.stringContaining('wr0ng-token') })
})
