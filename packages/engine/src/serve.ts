import { createServer } from 'node:net'
import { type App, openApp } from './app.ts'
import { type Config, localUrl } from './config.ts'
import { EngineError } from './errors.ts'
import { buildServer } from './http/server.ts'
import { startWorker } from './run/index.ts'
import type { Log } from './util/log.ts'
import type { Secret } from './util/secret.ts'

/** What one process does: both on one machine; apart, on a shared PostgreSQL, each as often as needed. */
export type Role = 'serve' | 'api' | 'worker'

/** A running Godwit. */
export type Running = {
  /** Where it listens, as seen from this machine; null for a worker, which does not. */
  url: string | null
  /** The key of the account that this start has made, to be shown once. */
  firstKey: Secret | null
  log: Log
  /**
   * Takes no new work, finishes the requests under way (10 s at most), gives runs at work back to the queue, and closes
   * everything. Calling it again waits for the same.
   */
  stop(): Promise<void>
}

const requestPatienceMs = 10_000

/**
 * Opens everything and starts to work.
 *
 * @throws EngineError as `openApp` does, and `config_invalid` when the port cannot be used or when api and worker are
 * to be apart without a PostgreSQL to share. Nothing is left open then.
 */
export async function serve(given: Config, { role = 'serve', log }: { role?: Role; log?: Log } = {}): Promise<Running> {
  if (role !== 'serve' && given.databaseUrl === null) {
    throw new EngineError(
      'config_invalid',
      `GODWIT_DATABASE_URL is not set, but godwit ${role} shares its database with other processes. Set it, or use godwit serve, which needs none.`,
    )
  }
  const config = await withPort(given)
  await using opened = new AsyncDisposableStack()
  const app = opened.adopt(await openApp(config, { log }), (it) => it.close())
  if (role !== 'api') opened.adopt(await startWorker(app), (it) => it.stop())
  // Last in, so first to be closed: no new requests arrive while the rest stops.
  if (role !== 'worker') opened.adopt(await listen(app), (close) => close())
  const resources = opened.move()
  let stopped: Promise<void> | undefined
  return {
    url: role === 'worker' ? null : localUrl(config.host, config.port),
    firstKey: app.firstKey,
    log: app.log,
    stop: () => (stopped ??= resources.disposeAsync()),
  }
}

async function listen(app: App): Promise<() => Promise<void>> {
  const { host, port } = app.config
  const server = buildServer(app)
  try {
    await server.listen({ host, port })
  } catch (error) {
    await server.close()
    throw portError(error, app.config)
  }
  return async () => {
    const timer = setTimeout(() => server.server.closeAllConnections(), requestPatienceMs)
    await server.close().finally(() => clearTimeout(timer))
  }
}

/** Port 0 becomes a free one before anything is opened, because URLs that are handed out name it. */
async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const port = await freePort(config)
  const isDefault = config.publicUrl === localUrl(config.host, 0)
  return Object.freeze({ ...config, port, publicUrl: isDefault ? localUrl(config.host, port) : config.publicUrl })
}

function freePort(config: Config): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, config)))
    server.listen(0, config.host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function portError(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException
  const reasons: Record<string, string> = {
    EADDRINUSE: `GODWIT_PORT ${port} is taken on ${host}. Stop what uses it, or set another port.`,
    EACCES: `GODWIT_PORT ${port} needs rights that this user does not have. Set one above 1023.`,
    EADDRNOTAVAIL: `GODWIT_HOST ${host} is not an address of this machine. Set one that is, such as 127.0.0.1.`,
    ENOTFOUND: `GODWIT_HOST ${host} is not known. Set an address of this machine, such as 127.0.0.1.`,
  }
  const reason = code && reasons[code]
  return reason ? new EngineError('config_invalid', reason, { cause: error }) : error
}
