import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Client, createClient } from '@godwit/sdk'
import { fetchOverSocket } from './fetch-over-socket.ts'
import { loadEngine } from './load-engine.ts'

export type LocalOptions = {
  /** Keeps the work there; left out: a temporary folder that is removed at the end. */
  dataDir?: string
  signal?: AbortSignal
  /** Stand-ins of live sources: where to reach which origin. Nothing else that is private may be reached. */
  origins?: Readonly<Record<string, string>>
}

/** A whole Godwit inside this process, with a client of its API. Disposing it leaves no process and no port. */
export type Local = {
  client: Client
  /** A client of another account, which shares nothing with the others. */
  addAccount(name: string): Promise<Client>
} & AsyncDisposable

/**
 * Opens Godwit on embedded defaults: its own PostgreSQL, a folder, one worker, and the HTTP API behind a unix socket.
 *
 * @throws CommandError when the engine is not installed; EngineError as `openApp` does.
 */
export async function openLocal({ dataDir, signal, origins = {} }: LocalOptions): Promise<Local> {
  const { buildServer, createAccount, issueApiKey, openApp, parseConfig, startWorker } = await loadEngine()
  signal?.throwIfAborted()
  await using opened = new AsyncDisposableStack()
  // short, since a unix socket's path may have no more than about a hundred characters
  const temporary = await mkdtemp(join(tmpdir(), 'godwit-'))
  opened.defer(() => rm(temporary, { recursive: true, force: true }))
  const folder = dataDir === undefined ? join(temporary, 'data') : resolve(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })

  const standIns = Object.values(origins).map((origin) => new URL(origin).host)
  const config = parseConfig({
    GODWIT_DATA_DIR: folder,
    GODWIT_RATE_LIMIT_PER_MINUTE: '0',
    GODWIT_LOG_LEVEL: 'error',
    ...(standIns.length > 0 ? { GODWIT_ALLOW_PRIVATE_HOSTS: standIns.join(',') } : {}),
  })
  const app = opened.adopt(await openApp(config, { origins }), (it) => it.close())
  opened.adopt(await startWorker(app), (it) => it.stop())
  const server = opened.adopt(buildServer(app), (it) => it.close())
  const socketPath = join(temporary, 'http')
  await server.listen({ path: socketPath })
  const clientOf = (apiKey: string) =>
    createClient({ baseUrl: config.publicUrl, apiKey, fetch: fetchOverSocket(socketPath) })
  const key = (accountId?: string) => issueApiKey(app, { name: 'command line', hours: 24, accountId })
  const client = clientOf(app.firstKey?.reveal() ?? (await key()))
  const resources = opened.move()
  return {
    client,
    addAccount: async (name) => clientOf(await key(await createAccount(app, name))),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
