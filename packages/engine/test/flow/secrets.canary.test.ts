import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Call, type Reply, serve } from '../../../connectors/test/serve.ts'
import { openApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { buildServer } from '../../src/http/index.ts'
import { startWorker } from '../../src/run/index.ts'
import { newApiKey } from '../../src/util/api-key.ts'
import { openLog } from '../../src/util/log.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { disguises, findSecrets, findSecretsBelow } from '../support/canary.ts'

/** Printable, as a header needs it, and different in every encoding. */
const canary = (name: string) => `${name}-"Zq+/=&<p>%41\\7f3ac0ffee~*'x`
const secrets = {
  /** Refused by the source, which repeats it. */
  wrong: canary('wrong'),
  right: canary('right'),
  /** Only of the second way of signing in. */
  password: canary('password'),
  /** Sent where no secret belongs. */
  misplaced: canary('misplaced'),
}
const everySecret = Object.values(secrets)

/** An API that repeats the secret of each call wherever it can, in every disguise. */
function startParrot() {
  return serve((call: Call): Reply => {
    const given = /^Bearer (.*)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
    const echo = {
      message: `Token ${given} is not right`,
      seen: disguises(given),
      path: call.path,
      query: `${call.query}`,
    }
    if (given !== secrets.right) return { status: 401, headers: { 'x-echo': given }, body: echo }
    if (call.path === '/deals') return { status: 403, body: echo }
    if (call.path === '/tasks') return { status: 500, body: `oops: ${JSON.stringify(echo)}` }
    const items = Array.from({ length: 20 }, (_, n) => ({
      id: n + 1,
      email: `p${n}@example.com`,
      name: `Person ${n}`,
    }))
    return { headers: { 'x-echo': given }, body: { items } }
  })
}

async function writeParrot(folder: string, origin: string): Promise<void> {
  const stream = (name: string) => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: ${origin}
        path: ${name}
        request_parameters: { key: "{{ config['api_token'] }}", pw: "{{ config['password'] }}" }
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['api_token'] }}" }
        error_handler:
          type: DefaultErrorHandler
          max_retries: 1
          backoff_strategies: [{ type: ConstantBackoffStrategy, backoff_time_in_seconds: 0.01 }]
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [items] } }
    schema_loader:
      type: InlineSchemaLoader
      schema: { type: object, properties: { id: { type: integer }, email: { type: string }, name: { type: string } } }`
  await mkdir(join(folder, 'parrot'), { recursive: true })
  await writeFile(
    join(folder, 'parrot', 'connector.yaml'),
    `key: parrot
name: Parrot
category: crm
docs_url: https://parrot.example/docs
logo: logo.svg
guidance: { summary: It is read with a token., steps: [Copy the token.], links: [] }
`,
  )
  await writeFile(
    join(folder, 'parrot', 'manifest.yaml'),
    `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [contacts] }
streams:${['contacts', 'deals', 'tasks'].map(stream).join('')}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [api_token]
    properties:
      region: { type: string, enum: [eu, us] }
      api_token: { type: string, airbyte_secret: true }
      password: { type: string, airbyte_secret: true }
`,
  )
}

test('a secret is in the request that brings it and in the vault, and nowhere else in any form', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-canary-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const parrot = await startParrot()
  onTestFinished(() => parrot.close())
  await writeParrot(join(folder, 'connectors'), parrot.origin)
  const dataDir = join(folder, 'data')
  const apiKey = newApiKey()
  const config = parseConfig({
    GODWIT_DATA_DIR: dataDir,
    GODWIT_API_KEY: apiKey,
    GODWIT_CONNECTORS_DIR: join(folder, 'connectors'),
    GODWIT_ALLOW_PRIVATE_HOSTS: parrot.host,
    GODWIT_RATE_LIMIT_PER_MINUTE: '0',
    GODWIT_MEMORY_LIMIT_BYTES: String(256 * 1024 ** 2),
    GODWIT_LOG_LEVEL: 'debug',
    GODWIT_LOG_FORMAT: 'json',
  })
  const logged: string[] = []
  const log = openLog(config, { write: (line) => void logged.push(line) })
  // the embedded store, so that its files can be searched too
  const app = await openApp(config, { log })
  const server = buildServer(app)
  const worker = await startWorker(app)
  const replies: { call: string; text: string }[] = []
  const api = recorded(await callApi(server, apiKey), replies)

  await api.post('/templates', {
    name: 'Contacts',
    columns: [
      { name: 'email', description: 'E-mail address', type: 'email' },
      { name: 'name', description: 'Full name' },
    ],
  })
  const { source } = (await api.post('/sources', { name: 'Parrot Inc' })).body
  const { migration } = (await api.post('/migrations', { name: 'Canary', source: source.id })).body
  const at = `/migrations/${migration.id}`
  const connection = `${at}/source-connection`

  // where no secret belongs
  const { misplaced } = secrets
  for (const body of [
    { source_key: 'parrot', config: { api_token: misplaced } },
    { source_key: 'parrot', config: { apikey: misplaced } },
    { source_key: 'parrot', config: { region: misplaced } },
    { source_key: 'parrot', config: { region: `https://user:${encodeURIComponent(misplaced)}@host/` } },
    { source_key: 'parrot', config: misplaced },
    { source_key: 'parrot', credentials: misplaced },
    { source_key: 'parrot', credentials: { token: misplaced } },
    { source_key: 'parrot', credentials: { api_token: { value: misplaced } } },
    { source_key: 'parrot', api_token: misplaced },
    { source_key: 'parrot', profile_id: misplaced },
    { source_key: 'parrot', stream_state: misplaced },
  ])
    expect((await api.post(connection, body)).status, JSON.stringify(Object.keys(body))).toBe(400)
  const cut = {
    payload: `{"source_key":"parrot","credentials":{"api_token":${JSON.stringify(misplaced)}`,
    contentType: 'application/json',
  }
  expect((await api.call('POST', connection, { raw: cut })).status).toBe(400)

  // missing, then refused, then right
  const attached = {
    source_key: 'parrot',
    selected_streams: ['contacts', 'deals', 'tasks'],
    credentials: { password: secrets.password },
  }
  for (const _again of [1, 2])
    expect((await api.post(connection, attached, { headers: { 'idempotency-key': 'once' } })).status).toBe(201)
  const { run_id } = (await api.post(`${at}/runs`, { kind: 'generate', extract_via_api: true })).body
  const rested = async (id: string) => {
    for (;;) {
      const { body } = await api.get(`${at}/runs/${id}`)
      if (!['queued', 'running'].includes(body.status)) return body
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  expect(await rested(run_id)).toMatchObject({ status: 'blocked', blocked_reason: 'credentials' })
  const give = (credentials: unknown, more = {}) =>
    api.post(`${at}/runs/${run_id}/credentials`, { credentials, ...more })
  for (const credentials of [misplaced, {}, { token: misplaced }, { api_token: [misplaced] }, { api_token: null }])
    expect((await give(credentials)).status).toBe(400)
  expect((await give({ api_token: secrets.wrong }, { connection_id: migration.id })).status).toBe(409)
  expect((await give({ api_token: secrets.wrong })).status).toBe(200)
  expect(await rested(run_id)).toMatchObject({ status: 'blocked', blocked_reason: 'credentials' })
  expect((await api.call('POST', `${connection}/check`)).body).toMatchObject({ ok: false })
  expect((await give({ api_token: secrets.right })).status).toBe(200)
  let run = await rested(run_id)
  while (run.status === 'blocked' && run.blocked_reason === 'questions') {
    const answers = run.questions.map(({ id, options }: { id: string; options: { label: string }[] }) => ({
      id,
      value: options[0]?.label ?? 'leave empty',
    }))
    await api.post(`${at}/runs/${run_id}/messages`, { answers })
    run = await rested(run_id)
  }
  expect(run).toMatchObject({ status: 'awaiting_approval' })
  expect((await give({ api_token: secrets.right })).status).toBe(409)
  const executed = (await api.post(`${at}/runs`, { kind: 'execute' })).body
  expect(await rested(executed.run_id)).toMatchObject({ status: 'completed' })

  // everything that can be asked for
  const found = (await api.get(connection)).body.source_connection
  for (const path of [
    connection,
    `${connection}/streams`,
    `/extractors/${found.bound_source_extractor_id}`,
    '/connectors',
    '/connectors/parrot',
    '/migrations',
    at,
    `${at}/files`,
    `${at}/runs`,
    `${at}/runs/${run_id}`,
    `${at}/preview`,
    `${at}/recipe`,
    `${at}/recipe/versions`,
    `${at}/sheets`,
    `${at}/sheets/contacts/rows`,
    `${at}/exports/contacts.csv?filter=all`,
    `${at}/exports/contacts.jsonl?filter=all`,
    `${at}/thread?include=all`,
    '/audit',
  ])
    expect((await api.get(path)).status, path).toBe(200)
  // and whatever else the server publishes, so that a route which is added is searched too
  const [row] = (await api.get(`${at}/sheets/contacts/rows`)).body.rows
  const places: Record<string, string> = {
    migration_id: migration.id,
    run_id,
    slug: 'contacts',
    row_id: row._id,
    extractor_id: found.bound_source_extractor_id,
    connector_key: 'parrot',
    file: 'contacts.csv',
    source_id: source.id,
  }
  const document = await server.inject({ url: '/api/v1/openapi.json' })
  const { paths } = document.json() as { paths: Record<string, Record<string, unknown>> }
  const published = Object.keys(paths).filter((path) => 'get' in (paths[path] as object))
  expect(published.length).toBeGreaterThan(25)
  for (const path of published) {
    // It does not end, and says what the thread says.
    if (path.endsWith('/thread/stream')) continue
    const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => places[name] ?? expect.fail(`which ${name}?`))
    const { status } = await api.get(filled.replace('/api/v1', ''))
    expect(status, path).toBeLessThan(500)
  }
  await api.call('POST', `${connection}/check`, { headers: { 'idempotency-key': 'a check' } })
  expect((await api.call('POST', '/vault/rotate')).body).toMatchObject({ unreadable: 0 })
  expect((await api.call('POST', `${connection}/check`)).body).toMatchObject({ ok: true })
  expect(logged.length).toBeGreaterThan(20)
  expect(found.last_snapshot.streams).toContainEqual(expect.objectContaining({ name: 'contacts', records: 20 }))

  for (const name of ['deals', 'tasks'])
    expect(found.last_snapshot.streams).toContainEqual(expect.objectContaining({ name, error: expect.any(String) }))

  // every row of the store as text, since long values lie packed in its files; then its files, while it runs
  const tables = await app.store.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  )
  const rows: string[] = []
  for (const { name } of tables)
    for (const row of await app.store.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`))
      rows.push(...findSecrets(everySecret, row.text).map((what) => `table ${name}: ${what}`))
  expect(rows).toEqual([])
  await app.store.query('CHECKPOINT')
  const sealed = await readdir(dataDir)
  expect(sealed).toContain('vault.key')
  expect((await stat(join(dataDir, 'vault.key'))).mode & 0o777).toBe(0o600)
  const key = (await readFile(join(dataDir, 'vault.key'), 'utf8')).split('\n').find((line) => /=$/.test(line)) ?? ''
  expect((await api.delete(connection)).status).toBe(204)
  await worker.stop()
  await server.close()
  await app.close()

  expect(
    replies.flatMap(({ call, text }) => findSecrets([...everySecret, key], text).map((what) => `${call}: ${what}`)),
  ).toEqual([])
  expect(findSecrets([...everySecret, key], logged.join(''))).toEqual([])
  expect(await findSecretsBelow(everySecret, dataDir)).toEqual([])
  // the search itself finds what is there
  await writeFile(join(dataDir, 'planted'), `x${disguises(secrets.right)['basic authentication, as the password']}y`)
  expect(await findSecretsBelow(everySecret, dataDir)).toHaveLength(1)
})

/** The same client, keeping the text and headers of every reply. */
function recorded(api: Api, replies: { call: string; text: string }[]): Api {
  const call: Api['call'] = async (method, path, options) => {
    const reply = await api.call(method, path, options)
    replies.push({ call: `${method} ${path} ${reply.status}`, text: JSON.stringify(reply.headers) + reply.text })
    return reply
  }
  return {
    ...api,
    call,
    get: (path, options) => call('GET', path, options),
    post: (path, body = {}, options) => call('POST', path, { body, ...options }),
    delete: (path, options) => call('DELETE', path, options),
  }
}
