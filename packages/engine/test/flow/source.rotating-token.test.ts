import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, serve } from '../../../connectors/test/serve.ts'
import { keepSecret, openConnection } from '../../src/source/index.ts'
import { insertConnection } from '../../src/store/queries/insert-connection.ts'
import { selectConnection } from '../../src/store/queries/select-connection.ts'
import { Secret } from '../../src/vault/index.ts'
import { addBareMigration } from '../support/add-migration.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

/** Every refresh token works once; using one twice revokes them all, as careful providers do. */
let valid = 'refresh-token-0'
let used = 0
let emulator: Emulator
let folder: string
let app: TestApp

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-rotating-'))
  emulator = await serve(async ({ path, body, headers }) => {
    if (path !== '/token') {
      return headers.authorization === `Bearer access-${used}`
        ? { body: [{ id: 1 }] }
        : { status: 401, body: { message: 'expired' } }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (new URLSearchParams(body).get('refresh_token') !== valid) {
      valid = 'revoked'
      return { status: 400, body: { error: 'invalid_grant' } }
    }
    valid = `refresh-token-${++used}`
    return { body: { access_token: `access-${used}`, refresh_token: valid, expires_in: 3600 } }
  })
  await mkdir(join(folder, 'careful'))
  await writeFile(
    join(folder, 'careful', 'connector.yaml'),
    `key: careful
name: Careful
category: crm
docs_url: https://careful.example
logo: logo.svg
guidance: { summary: By OAuth., steps: [Sign in.], links: [] }
`,
  )
  await writeFile(
    join(folder, 'careful', 'manifest.yaml'),
    `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [things] }
streams:
  - type: DeclarativeStream
    name: things
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: ${emulator.origin}
        path: things
        authenticator:
          type: OAuthAuthenticator
          token_refresh_endpoint: ${emulator.origin}/token
          client_id: me
          client_secret: "{{ config['client_secret'] }}"
          refresh_token: "{{ config['refresh_token'] }}"
          refresh_token_updater: { refresh_token_config_path: [refresh_token] }
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [] } }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: { id: { type: integer } } } }
spec:
  type: Spec
  connection_specification:
    type: object
    required: [client_secret, refresh_token]
    properties:
      client_secret: { type: string, airbyte_secret: true }
      refresh_token: { type: string, airbyte_secret: true }
`,
  )
  app = await openTestApp({ GODWIT_CONNECTORS_DIR: folder, GODWIT_ALLOW_PRIVATE_HOSTS: emulator.host })
})
afterAll(async () => {
  await app?.close()
  await emulator?.close()
  await rm(folder, { recursive: true, force: true })
})

test('a token that works once is exchanged by one at a time, over all processes, and none is lost', async () => {
  const id = app.newId()
  const migration_id = await addBareMigration(app, app.accountId)
  const place = { profile_id: null, source_key: 'careful', config: {}, selected_streams: null, stream_state: {} }
  await insertConnection(app.store, { id, migration_id, ...place })
  const connection = (await selectConnection(app.store, id))!
  await keepSecret(app, app.store, connection, 'client_secret', new Secret('client-secret'))
  await keepSecret(app, app.store, connection, 'refresh_token', new Secret(valid))
  const sibling = await app.openSibling()

  // opened before any of them has exchanged: each holds the first token in memory
  const opened = await Promise.all(Array.from({ length: 12 }, (_, n) => openConnection(n % 2 ? app : sibling, id)))
  const answers = await Promise.all(opened.map(({ source }) => source.check()))
  expect(valid).not.toBe('revoked')
  expect(used).toBeGreaterThanOrEqual(12)
  // an access token may be overtaken by the next one, but the last of them stands
  expect(answers.some(({ ok }) => ok)).toBe(true)
  const last = await openConnection(app, id)
  expect(await last.source.check()).toMatchObject({ ok: true })
  await Promise.all([...opened, last].map(({ source }) => source.close()))
})
