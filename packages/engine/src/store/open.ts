import type { Config } from '../config.ts'
import { EngineError } from '../errors.ts'
import type { Log } from '../util/log.ts'
import { openEmbeddedPostgres } from './embedded/index.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openPoolStore } from './pool-store.ts'
import type { Store } from './store.ts'
import { errorCodeOf } from './translate-error.ts'

/**
 * Opens the control store: the server of `GODWIT_DATABASE_URL`, or an embedded PostgreSQL in the data folder, which
 * must exist. Its schema is this release's afterwards. Closing it stops an embedded server.
 *
 * @throws EngineError `store_unavailable`, `store_incompatible`, `data_dir_locked`, `config_invalid`, `out_of_disk`.
 */
export async function openStore(config: Pick<Config, 'dataDir' | 'databaseUrl'>, log: Log): Promise<Store> {
  const server = config.databaseUrl ? null : await openEmbeddedPostgres({ dataDir: config.dataDir, log })
  const store = openPoolStore(
    server ? { connection: server.address, ready: server.ready } : { connection: config.databaseUrl!.reveal() },
  )
  const close = async () => {
    await store.close()
    await server?.close()
  }
  try {
    const applied = await migrate(store, await readMigrations())
    if (applied.length > 0) log.info({ applied }, 'store brought up to date')
    return { ...store, close }
  } catch (error) {
    await close()
    throw refusal(error)
  }
}

/** What a server says to an address that is wrong: class 28 are user and password, 3D000 is the database. */
function refusal(error: unknown): unknown {
  if (!/^(28...|3D000)$/.test(errorCodeOf(error) ?? '')) return error
  return new EngineError(
    'config_invalid',
    `The server of GODWIT_DATABASE_URL refuses the connection: ${(error as Error).message}. Correct user, password or database in it.`,
    { cause: error },
  )
}
