import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Emulator, type Reply, serve } from '../../../connectors/test/serve.ts'
import type { App } from '../../src/app.ts'
import { keepSecret } from '../../src/source/index.ts'
import { insertConnection } from '../../src/store/queries/insert-connection.ts'
import { selectConnection } from '../../src/store/queries/select-connection.ts'
import { setMigrationReadiness } from '../../src/store/queries/set-migration-readiness.ts'
import { Secret } from '../../src/vault/index.ts'

export const harbourToken = 'harbour-token-5f1c9a'

type Row = Record<string, unknown> & { id: number; updated_at: string }

/** A small CRM behind HTTP: three streams in pages, a bearer token, and what a test may want to go wrong. */
export type Harbour = Emulator & {
  rows: Record<'contacts' | 'companies' | 'visits', Row[]>
  /** Answers 401 to every other token; this one is echoed by its error. */
  token: string
  pageSize: number
  latencyMs: number
  /** What to answer instead, by stream. */
  instead: Partial<Record<string, (query: URLSearchParams) => Reply | undefined>>
  /** For GODWIT_CONNECTORS_DIR. */
  connectorsDir: string
  /** For openTestApp. */
  environment: { GODWIT_CONNECTORS_DIR: string; GODWIT_ALLOW_PRIVATE_HOSTS: string }
}

/** Starts it, with `contacts` contacts, half as many companies and twice as many visits. */
export async function startHarbour({ contacts = 250 } = {}): Promise<Harbour> {
  const stamp = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString().replace('.000Z', 'Z')
  const make = (length: number, row: (n: number) => object): Row[] =>
    Array.from({ length }, (_, index) => ({ id: index + 1, ...row(index + 1), updated_at: stamp(index + 1) }))
  const rows: Harbour['rows'] = {
    contacts: make(contacts, (n) => ({
      email: n % 10 === 0 ? null : `Person${n}@Example.com`,
      full_name: `  Ann Person ${n}`,
      phone: { mobile: `00${n}`, tags: ['a', 'b'] },
      status: n % 3 === 0 ? 'Inactive' : 'Active',
      start_date: `2021-0${1 + (n % 9)}-1${n % 9}`,
    })),
    companies: make(Math.ceil(contacts / 2), (n) => ({ name: `Company ${n}`, big: 9007199254740993n + BigInt(n) })),
    visits: make(contacts * 2, (n) => ({ contact_id: (n % contacts) + 1, note: `visit ${n}, "quoted"\nand broken` })),
  }
  const state = { token: harbourToken, pageSize: 50, latencyMs: 0, instead: {} as Harbour['instead'], rows }
  const emulator = await serve(async ({ path, query, headers }) => {
    if (state.latencyMs > 0) await sleep(state.latencyMs)
    if (headers.authorization !== `Bearer ${state.token}`) {
      return { status: 401, body: { message: `Invalid token: ${headers.authorization}` } }
    }
    const stream = path.slice(1) as keyof Harbour['rows']
    const reply = state.instead[stream]?.(query)
    if (reply) return reply
    const since = query.get('since') ?? ''
    const found = (state.rows[stream] ?? []).filter(({ updated_at }) => updated_at >= since)
    const start = Number(query.get('cursor') ?? 0)
    const next = start + state.pageSize < found.length ? String(start + state.pageSize) : null
    const items = found.slice(start, start + state.pageSize)
    const body = JSON.stringify({ items, next }, (_key, value) => (typeof value === 'bigint' ? rawJson(value) : value))
    return { headers: { 'content-type': 'application/json' }, body }
  })
  const connectorsDir = await mkdtemp(join(tmpdir(), 'godwit-connectors-'))
  await writeConnector(connectorsDir, emulator.origin)
  return Object.assign(state, {
    ...emulator,
    connectorsDir,
    environment: { GODWIT_CONNECTORS_DIR: connectorsDir, GODWIT_ALLOW_PRIVATE_HOSTS: emulator.host },
    close: async () => {
      await emulator.close()
      await rm(connectorsDir, { recursive: true, force: true })
    },
  })
}

const rawJson = (value: bigint) => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))

async function writeConnector(folder: string, origin: string): Promise<void> {
  await mkdir(join(folder, 'harbour'))
  await writeFile(
    join(folder, 'harbour', 'connector.yaml'),
    `key: harbour
name: Harbour CRM
category: crm
docs_url: https://harbour.example/docs
logo: logo.svg
guidance:
  summary: Harbour CRM is read with an API token.
  steps: [Open the settings of Harbour CRM., Copy the API token.]
  links: [{ label: API tokens, url: "https://harbour.example/tokens" }]
`,
  )
  const stream = (name: string, properties: string[], incremental: boolean) => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: ${origin}
        path: ${name}
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['api_token'] }}" }
        error_handler:
          type: DefaultErrorHandler
          max_retries: 1
          backoff_strategies: [{ type: ConstantBackoffStrategy, backoff_time_in_seconds: 0.01 }]
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [items] } }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: cursor }
        pagination_strategy: { type: CursorPagination, cursor_value: "{{ response.get('next') or '' }}" }
${
  incremental
    ? `    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: updated_at
      datetime_format: "%Y-%m-%dT%H:%M:%SZ"
      start_datetime: "2020-01-01T00:00:00Z"
      start_time_option: { type: RequestOption, inject_into: request_parameter, field_name: since }
`
    : ''
}    schema_loader:
      type: InlineSchemaLoader
      schema: { type: object, properties: { ${properties.map((name) => `${name}: { type: string }`).join(', ')} } }`
  await writeFile(
    join(folder, 'harbour', 'manifest.yaml'),
    `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [contacts] }
streams:${stream('contacts', ['id', 'email', 'full_name', 'status', 'start_date', 'updated_at'], true)}${stream('companies', ['id', 'name', 'big'], false)}${stream('visits', ['id', 'contact_id', 'note'], true)}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [api_token]
    properties:
      api_token: { type: string, airbyte_secret: true, title: API token }
`,
  )
}

/** A connection straight in the store, with a secret unless it is null. */
export async function addConnection(
  app: App,
  migrationId: string,
  {
    token = harbourToken,
    selected = null,
    profileId = null,
  }: { token?: string | null; selected?: string[] | null; profileId?: string | null } = {},
): Promise<string> {
  const id = app.newId()
  await app.store.transaction(async (tx) => {
    await insertConnection(tx, {
      id,
      migration_id: migrationId,
      profile_id: profileId,
      source_key: 'harbour',
      config: {},
      selected_streams: selected,
      stream_state: {},
    })
    await setMigrationReadiness(tx, migrationId)
  })
  if (token !== null) await changeToken(app, id, token)
  return id
}

export async function changeToken(app: App, connectionId: string, token: string): Promise<void> {
  const connection = await selectConnection(app.store, connectionId)
  await app.store.transaction((tx) => keepSecret(app, tx, connection!, 'api_token', new Secret(token)))
}
