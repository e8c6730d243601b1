import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, parseConfig } from '../../src/config.ts'
import { serve } from '../../src/serve.ts'
import { newApiKey } from '../../src/util/api-key.ts'
import { openTestDatabase } from './test-database.ts'

/** A server with a worker that listens on a port of this machine, for tests that are to meet real HTTP. */
export type ServedApi = { url: string; apiKey: string; close(): Promise<void> }

/** Its own database and data folder; `close` leaves nothing behind. */
export async function openServedApi(overrides: Environment = {}): Promise<ServedApi> {
  await using opened = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'godwit-served-'))
  opened.defer(() => rm(dataDir, { recursive: true, force: true }))
  const database = opened.adopt(await openTestDatabase(), (it) => it.drop())
  const apiKey = newApiKey()
  const config = parseConfig({
    GODWIT_PORT: '0',
    GODWIT_DATA_DIR: dataDir,
    GODWIT_DATABASE_URL: database.url,
    GODWIT_API_KEY: apiKey,
    GODWIT_RATE_LIMIT_PER_MINUTE: '0',
    GODWIT_MEMORY_LIMIT_BYTES: String(512 * 1024 ** 2),
    GODWIT_LOG_LEVEL: 'silent',
    ...overrides,
  })
  const running = opened.adopt(await serve(config), (it) => it.stop())
  const resources = opened.move()
  return { url: running.url ?? '', apiKey, close: () => resources.disposeAsync() }
}
