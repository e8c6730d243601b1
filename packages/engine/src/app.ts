import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { type Duckdb, openDuckdb, openDuckdbPool } from './duckdb/index.ts'
import { EngineError } from './errors.ts'
import { hashApiKey } from './http/auth.ts'
import { type Model, openModel } from './model/index.ts'
import {
  type Connectors,
  codeConnectors,
  openConnectors,
  openReaderOf,
  type Reader,
  type SourceNetwork,
} from './source/index.ts'
import { openOutbound } from './source/outbound/index.ts'
import { openFolderStorage, type Storage } from './storage/index.ts'
import { openStore } from './store/open.ts'
import { findApiKey } from './store/queries/find-api-key.ts'
import { findFirstAccount } from './store/queries/find-first-account.ts'
import { insertAccount } from './store/queries/insert-account.ts'
import { insertApiKey } from './store/queries/insert-api-key.ts'
import type { Store } from './store/store.ts'
import { apiKeyPrefix, newApiKey } from './util/api-key.ts'
import { type Log, openLog } from './util/log.ts'
import { newId } from './util/new-id.ts'
import { openOwnFolder } from './util/own-folder.ts'
import { Secret } from './util/secret.ts'
import { openVault, type Vault } from './vault/index.ts'

/** Everything that is open while Godwit runs. Each part gets the piece that it needs of it. */
export type App = {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  readonly storage: Storage
  /** Seals and opens the secrets of connections. */
  readonly vault: Vault
  /** What kinds of sources there are. */
  readonly connectors: Connectors
  /** How sources reach the outside. */
  readonly network: SourceNetwork
  /** The language model beside the built-in agent; null when none is configured. */
  readonly model: Model | null
  now(): Date
  /** UUID of version 7. */
  newId(): string
  /** The key that this start made for a new account, to be shown once; null when there is none to show. */
  readonly firstKey: Secret | null
  /** Folder of this process that the databases of `readDuckdb` may write to; emptied when the app closes. */
  readonly workDir: string
  /** A DuckDB process of its own that reaches the storage folder and `workDir`, which must exist. */
  openDuckdb(options: { workDir: string; signal?: AbortSignal }): Promise<Duckdb>
  /** Lends one of a few warm DuckDB processes for a short read. */
  readDuckdb<Result>(work: (db: Duckdb) => Promise<Result>): Promise<Result>
  /** Closes everything, stops the embedded server; nothing of this process is left but its data. */
  close(): Promise<void>
}

/**
 * Reads from a kind of source without opening the rest.
 *
 * @throws EngineError `config_invalid`, `manifest_invalid`, `manifest_unsupported`, `source_key_unknown`.
 */
export async function openReader(config: Config, key: string): Promise<Reader> {
  await checkFolder('GODWIT_CONNECTORS_DIR', config.connectorsDir)
  return openReaderOf(await loadCatalogue(config), config.allowPrivateHosts, key)
}

const loadCatalogue = ({ connectorsDir }: Config): Promise<Connectors> =>
  openConnectors([ownConnectors, ...(connectorsDir === null ? [] : [connectorsDir])], codeConnectors)

/** The manifests of the connectors package. */
const ownConnectors = dirname(fileURLToPath(import.meta.resolve('@godwit/connectors/package.json')))

/** Reads are short and need little; the rest of the memory is for runs. */
const readerCount = 2
const readerMemoryBytes = (limit: number) => Math.min(limit, Math.max(256 * 1024 ** 2, Math.floor(limit / 4)))

/**
 * Opens everything that `config` names, and makes the account and its first key in a new store.
 *
 * @param options.log instead of the one of `config`.
 * @param options.origins where to reach emulators that stand in for real sources.
 * @throws EngineError `config_invalid`, `data_dir_locked`, `store_unavailable`, `store_incompatible`, `out_of_disk`,
 * `storage_unavailable`, `manifest_invalid`, `manifest_unsupported`. Nothing is left open then.
 */
export async function openApp(
  config: Config,
  { log = openLog(config), origins = {} }: { log?: Log; origins?: SourceNetwork['origins'] } = {},
): Promise<App> {
  await checkFolder('GODWIT_CONNECTORS_DIR', config.connectorsDir)
  await makeFolder('GODWIT_DATA_DIR', config.dataDir)
  await makeFolder('GODWIT_STORAGE_URL', config.storageDir)
  await using opened = new AsyncDisposableStack()
  const store = opened.adopt(await openStore(config, log), (it) => it.close())
  const storage = await openFolderStorage(config.storageDir)
  const vault = await openVault({
    key: config.vaultKey,
    previousKeys: config.previousVaultKeys,
    keyFile: join(config.dataDir, 'vault.key'),
  })
  const connectors = await loadCatalogue(config)
  const model = config.model ? await openModel(config.model) : null
  const { allowPrivateHosts } = config
  const outbound = opened.adopt(openOutbound({ allowPrivateHosts }), (it) => it.close())
  const folder = opened.adopt(await openOwnFolder(join(config.dataDir, 'work', 'reads')), (it) => it.close())
  const open = (workDir: string, memoryLimitBytes: number, signal?: AbortSignal) =>
    openDuckdb({ directories: [config.storageDir, workDir], spillDir: workDir, memoryLimitBytes, signal })
  const readers = opened.adopt(
    openDuckdbPool(() => open(folder.path, readerMemoryBytes(config.memoryLimitBytes)), readerCount),
    (it) => it.close(),
  )
  const firstKey = await makeFirstAccount(store, config, log)
  const resources = opened.move()
  return {
    config,
    log,
    store,
    storage,
    vault,
    connectors,
    network: { outbound, allowPrivateHosts, origins },
    model,
    now: () => new Date(),
    newId,
    firstKey,
    workDir: folder.path,
    openDuckdb: ({ workDir, signal }) => open(workDir, config.memoryLimitBytes, signal),
    readDuckdb: (work) => readers.use(work),
    close: () => resources.disposeAsync(),
  }
}

/**
 * A new store gets one account with one key: that of the configuration, or one made here. Starts at the same time make
 * it once. Later, the key of the configuration is only compared.
 */
async function makeFirstAccount(store: Store, { apiKey }: Config, log: Log): Promise<Secret | null> {
  return store.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('godwit first account'))`)
    if (await findFirstAccount(tx)) {
      if (apiKey && !(await findApiKey(tx, hashApiKey(apiKey.reveal())))) {
        log.warn(
          'GODWIT_API_KEY is not a key of this store: it counts on the first start only. Remove it, or make keys with the API.',
        )
      }
      return null
    }
    const key = apiKey?.reveal() ?? newApiKey()
    const accountId = newId()
    await insertAccount(tx, { id: accountId, name: 'default' })
    await insertApiKey(tx, {
      id: newId(),
      accountId,
      name: 'first key',
      hash: hashApiKey(key),
      prefix: apiKeyPrefix(key),
      scopes: [],
      expiresAt: null,
    })
    return apiKey ? null : new Secret(key)
  })
}

async function checkFolder(name: string, path: string | null): Promise<void> {
  if (path === null || (await stat(path).catch(() => undefined))?.isDirectory()) return
  throw new EngineError('config_invalid', `${name} is ${path}, which is not a folder. Make it, or name another.`)
}

async function makeFolder(name: string, path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    throw new EngineError('config_invalid', `${name} ${path} cannot be made (${reason}). Name a folder that can.`, {
      cause,
    })
  }
}
