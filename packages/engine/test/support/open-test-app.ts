import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp } from '../../src/app.ts'
import { type Environment, parseConfig } from '../../src/config.ts'
import { hashApiKey } from '../../src/http/auth.ts'
import { insertAccount } from '../../src/store/queries/insert-account.ts'
import { insertApiKey } from '../../src/store/queries/insert-api-key.ts'
import { apiKeyPrefix, newApiKey } from '../../src/util/api-key.ts'
import { openTestDatabase } from './test-database.ts'

/** An account with a key that may do everything. */
export type TestAccount = { accountId: string; apiKey: string }

export type TestApp = App &
  TestAccount & {
    /** Another account in the same store. */
    addAccount(): Promise<TestAccount>
    /** A second process' worth of app on the same store and storage; closed with the first. */
    openSibling(): Promise<App>
  }

/**
 * A whole app for tests: its own database in the run's PostgreSQL, its own data folder, real DuckDB, one account.
 * `close` leaves nothing behind.
 *
 * @param overrides settings as in the environment. Without any, there is no rate limit and no log.
 * @param options as of `openApp`: another log, emulators in place of sources.
 */
export async function openTestApp(
  overrides: Environment = {},
  options: Parameters<typeof openApp>[1] = {},
): Promise<TestApp> {
  await using opened = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'godwit-app-'))
  opened.defer(() => rm(dataDir, { recursive: true, force: true }))
  const database = opened.adopt(await openTestDatabase(), (it) => it.drop())
  const apiKey = newApiKey()
  const config = parseConfig({
    GODWIT_DATA_DIR: dataDir,
    GODWIT_DATABASE_URL: database.url,
    GODWIT_API_KEY: apiKey,
    GODWIT_RATE_LIMIT_PER_MINUTE: '0',
    GODWIT_MEMORY_LIMIT_BYTES: String(512 * 1024 ** 2),
    GODWIT_LOG_LEVEL: 'silent',
    ...overrides,
  })
  const app = opened.adopt(await openApp(config, options), (it) => it.close())
  const [account] = await app.store.query<{ id: string }>('SELECT id FROM accounts')
  const resources = opened.move()
  return {
    ...app,
    accountId: account!.id,
    apiKey,
    addAccount: () => addAccount(app),
    openSibling: async () => resources.adopt(await openApp(config, options), (it) => it.close()),
    close: () => resources.disposeAsync(),
  }
}

async function addAccount({ store, newId }: App): Promise<TestAccount> {
  const account = { accountId: newId(), apiKey: newApiKey() }
  await insertAccount(store, { id: account.accountId, name: 'another' })
  await insertApiKey(store, {
    id: newId(),
    accountId: account.accountId,
    name: 'first key',
    hash: hashApiKey(account.apiKey),
    prefix: apiKeyPrefix(account.apiKey),
    scopes: [],
    expiresAt: null,
  })
  return account
}
