import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Reply } from '../../../connectors/test/serve.ts'
import { buildServer } from '../../src/http/index.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { openOutbound } from '../../src/source/outbound/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { type Harbour, harbourToken, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'

let harbour: Harbour
let app: TestApp
let outbound: ReturnType<typeof openOutbound>
let worker: Worker
let server: FastifyInstance
let api: Api
let at: string

beforeAll(async () => {
  harbour = await startHarbour({ contacts: 120 })
  app = await openTestApp(harbour.environment)
  const allowPrivateHosts = [harbour.host]
  // As the server's own, but not so patient, and with names of its own.
  outbound = openOutbound({
    allowPrivateHosts,
    totalTimeoutMs: 700,
    resolve: async (host) => {
      if (host === 'inside.example') return ['10.0.0.7']
      if (host === 'localhost') return ['127.0.0.1']
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    },
  })
  const network = { ...app.network, outbound, allowPrivateHosts }
  worker = await startWorker({ ...app, network })
  server = buildServer({ ...app, network })
  api = await callApi(server, app.apiKey)
  await api.post('/templates', peopleSeed(1).templates[0])
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await outbound?.close()
  await app?.close()
  await harbour?.close()
})
beforeEach(async () => {
  harbour.instead = {}
  at = `/migrations/${(await api.post('/migrations', { name: 'Bad' })).body.migration.id}`
})

const attach = async (body: object = { source_key: 'harbour', credentials: { api_token: harbourToken } }) =>
  expect((await api.post(`${at}/source-connection`, body)).status).toBe(201)
const rest = (base_url: string) => ({
  source_key: 'rest',
  config: { base_url, endpoints: ['/contacts'], auth: 'bearer' },
  credentials: { token: harbourToken },
})
/** What a check says, which reads as a run does. Never an error, never a secret. */
const check = async () => {
  const reply = await api.call('POST', `${at}/source-connection/check`)
  expect(reply).toMatchObject({ status: 200, body: { ok: false, message: expect.any(String) } })
  expect(reply.text).not.toContain(harbourToken)
  return reply.body.message as string
}
const run = async () => {
  const { run_id } = (await api.post(`${at}/runs`, { kind: 'generate', extract_via_api: true })).body
  for (;;) {
    const { body } = await api.get(`${at}/runs/${run_id}`)
    if (body.status === 'blocked' && body.blocked_reason === 'questions') {
      const answers = body.questions.map(({ id, options }: { id: string; options: { label: string }[] }) => ({
        id,
        value: options[0]?.label ?? 'leave empty',
      }))
      await api.post(`${at}/runs/${run_id}/messages`, { answers })
    } else if (!['queued', 'running'].includes(body.status)) return body
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
const said = async (): Promise<string> => {
  const reply = await api.get(`${at}/thread`, { query: { include: 'all' } })
  expect(reply.text).not.toContain(harbourToken)
  return reply.body.events.map(({ data }: { data: { text?: string } }) => data.text ?? '').join('\n')
}

test.each([
  ['a host that does not resolve', 'https://nowhere.example', 'The host nowhere.example was not found'],
  ['a host that resolves to a private address', 'https://inside.example', 'inside.example'],
  ['a private address', 'https://10.0.0.7', 'private'],
  ['the address of cloud metadata', 'https://169.254.169.254', '169.254.169.254'],
  ['a host of the machine itself', 'https://localhost:9', 'localhost'],
])('%s is refused, and says so', async (_name, base, message) => {
  await attach(rest(base))
  expect(await check()).toContain(message)
  const streams = await api.get(`${at}/source-connection/streams`)
  expect(streams.status).toBeGreaterThanOrEqual(400)
  expect(streams.body.error).toContain(message)
  const failed = await run()
  expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining(message) })
})

const wrong: [what: string, reply: Reply, message: RegExp][] = [
  [
    'redirects to a private address',
    { status: 302, headers: { location: 'https://10.0.0.9/x' } },
    /redirect of .* was not followed|not one of the hosts/,
  ],
  [
    'redirects to metadata',
    { status: 307, headers: { location: 'http://169.254.169.254/latest' } },
    /redirect of .* was not followed|not one of the hosts/,
  ],
  ['redirects in circles', { status: 302, headers: { location: '/contacts' } }, /redirects more than 5 times/],
  ['hangs', { hang: true }, /did not answer within 1 s/],
  ['resets in the middle of the body', { reset: true }, /broke off/],
  [
    'sends cut JSON',
    { body: '{"items": [{"id": 1, "email": "a@exa', headers: { 'content-type': 'application/json' } },
    /JSON/,
  ],
  ['sends a page for people', { body: '<html>log in</html>' }, /JSON/],
  [
    'answers 200 with an error inside',
    { body: { error: { message: `quota of ${harbourToken} used up` } } },
    /error inside: quota of \[secret\] used up/,
  ],
  ['answers 429 without a header', { status: 429 }, /429/],
  ['forbids', { status: 403, body: { message: `not for ${harbourToken}` } }, /not for \[secret\].*may not read/],
  ['fails', { status: 500, body: `panic: ${harbourToken}` }, /500/],
]
test.each(wrong)('a source that %s is told clearly', async (_name, reply, message) => {
  await attach()
  harbour.instead['contacts'] = () => reply
  expect(await check()).toMatch(message)
})

test('a page that repeats for ever ends the run, with what was wrong', async () => {
  await attach()
  const items = Array.from({ length: 50 }, (_, n) => ({ id: n, email: `p${n}@example.com` }))
  harbour.instead['contacts'] = (query) => ({ body: { items, next: `${Number(query.get('cursor') ?? 0) + 1}` } })
  harbour.calls.length = 0
  expect(await run()).toMatchObject({
    status: 'failed',
    error_code: 'source_repeats_itself',
    error: expect.stringContaining('the same page again and again'),
  })
  expect(harbour.calls.length).toBeLessThan(5)
})

test('a limit without headers in the middle is waited out', async () => {
  await attach()
  let refusals = 2
  harbour.instead['contacts'] = (query) =>
    query.get('cursor') === '50' && refusals-- > 0 ? { status: 429 } : undefined
  expect(await run()).toMatchObject({ status: 'awaiting_approval' })
  expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(120)
})

test('a record without its key, and fields that come and change between pages, are all kept and told of', async () => {
  await attach()
  const kept = harbour.rows.contacts
  try {
    harbour.rows.contacts = kept.map((row, n) => {
      const { id, ...rest } = row
      if (n === 3) return { ...rest, updated_at: row.updated_at } as typeof row
      // From the second page on: another field, one less, and another type.
      return n < 50 ? row : { ...row, start_date: undefined, status: [row['status']], nickname: `Nick ${n}` }
    })
    expect(await run()).toMatchObject({ status: 'awaiting_approval' })
    expect((await api.get(`${at}/preview`)).body.sheets[0].total_rows).toBe(120)
    expect(await said()).toMatch(/Records without id, by which they are told apart, were all kept/)
    const { coverage } = (await api.get(`${at}/preview`)).body
    expect(coverage).toMatchObject({ balanced: true, tables: [{ rows: 120 }] })
    expect(JSON.stringify(coverage.columns)).toContain('nickname')
  } finally {
    harbour.rows.contacts = kept
  }
})

const bombs: [what: string, manifest: string, message: RegExp][] = [
  [
    'a circle of references',
    'version: 6.0.0\ntype: DeclarativeSource\nstreams: [{ $ref: "#/definitions/a" }]\ndefinitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } }',
    /circle/,
  ],
  [
    'a 10 MB alias bomb',
    `a: &a [${'lol, '.repeat(2_000_000)}]\nb: &b [*a, *a, *a]\nversion: 6.0.0\nstreams: *b`,
    /10 MB, and 4 MB is the most/,
  ],
  [
    'aliases of aliases',
    `${Array.from({ length: 14 }, (_, n) => `l${n}: &l${n} [${Array(10).fill(n === 0 ? 'lol' : `*l${n - 1}`)}]`).join('\n')}\nversion: 6.0.0\nstreams: *l13`,
    /multiply without measure/,
  ],
]
test.each(bombs)('a connector with %s is refused when the server starts, at once', async (_name, manifest, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-bad-'))
  try {
    await mkdir(join(folder, 'bad'))
    await writeFile(join(folder, 'bad', 'manifest.yaml'), manifest)
    await writeFile(
      join(folder, 'bad', 'connector.yaml'),
      'key: bad\nname: Bad\ncategory: crm\ndocs_url: https://bad.example\nlogo: logo.svg\nguidance: { summary: None., steps: [Nothing.], links: [] }\n',
    )
    const begun = performance.now()
    const failed = await openTestApp({ GODWIT_CONNECTORS_DIR: folder }).catch((error) => error)
    expect(failed).toMatchObject({ code: 'manifest_invalid', message: expect.stringMatching(message) })
    expect(failed.message.length).toBeLessThan(1000)
    expect(performance.now() - begun).toBeLessThan(15_000)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('an endless template ends the run, with its place in the manifest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-endless-'))
  await mkdir(join(folder, 'endless'))
  await writeFile(
    join(folder, 'endless', 'connector.yaml'),
    'key: endless\nname: Endless\ncategory: crm\ndocs_url: https://endless.example\nlogo: logo.svg\nguidance: { summary: None., steps: [Nothing.], links: [] }\n',
  )
  await writeFile(
    join(folder, 'endless', 'manifest.yaml'),
    `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [contacts] }
streams:
  - type: DeclarativeStream
    name: contacts
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: ${harbour.origin}
        path: "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}"
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [items] } }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: { id: { type: integer } } } }
spec: { type: Spec, connection_specification: { type: object, properties: {} } }
`,
  )
  const other = await openTestApp({
    GODWIT_CONNECTORS_DIR: folder,
    GODWIT_ALLOW_PRIVATE_HOSTS: harbour.host,
  })
  const itsServer = buildServer(other)
  try {
    const client = await callApi(itsServer, other.apiKey)
    await client.post('/templates', peopleSeed(1).templates[0])
    const { id } = (await client.post('/migrations', { name: 'Endless' })).body.migration
    const place = `/migrations/${id}/source-connection`
    expect((await client.post(place, { source_key: 'endless' })).status).toBe(201)
    const begun = performance.now()
    const { body } = await client.call('POST', `${place}/check`)
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(body).toMatchObject({
      ok: false,
      message: expect.stringMatching(/expression of the connector failed at streams\.0\.retriever\.requester/),
    })
  } finally {
    await itsServer.close()
    await other.close()
    await rm(folder, { recursive: true, force: true })
  }
})
