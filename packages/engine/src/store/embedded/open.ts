import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../../errors.ts'
import { lockFile } from '../../util/lock-file.ts'
import type { Log } from '../../util/log.ts'
import { unavailable } from '../translate-error.ts'
import { findBinaries } from './binaries.ts'
import { embeddedDatabase, embeddedUser, prepareCluster } from './cluster.ts'
import { type PostgresOptions, type PostgresProcess, startPostgres } from './postgres-process.ts'
import { openSocketFolder } from './socket-folder.ts'
import { stopOrphan } from './stop-orphan.ts'
import { unprivilegedUser } from './unprivileged-user.ts'
import { startWatchdog } from './watchdog.ts'

/** A PostgreSQL of our own, on a folder of our own, that lives as long as this process. */
export type EmbeddedPostgres = {
  address: { host: string; port: number; user: string; database: string }
  /** Resolves when the server takes connections; rejects with `store_unavailable` after 5 s of waiting. */
  ready(): Promise<void>
  /** Of the server at the moment; null while it restarts. */
  pid(): number | null
  close(): Promise<void>
}

export type EmbeddedOptions = { dataDir: string; log: Log; extraSettings?: Record<string, string> }

/**
 * Starts PostgreSQL in `<dataDir>/postgres`, which must not be in use by another Godwit. The data folder must exist.
 *
 * - starting: the lock is taken, what a crash left is cleaned up, a first start makes the cluster.
 * - ready: it takes connections.
 * - restarting: it ended by itself (killed, crashed); it is started again until that works, with pauses up to 2 s.
 * - closed: it has been stopped, and the lock let go.
 *
 * If this process dies without closing, the watchdog stops PostgreSQL; if that dies too, the next start does.
 *
 * @throws EngineError `data_dir_locked`, and see `prepareCluster`, `findBinaries`, `startPostgres`.
 */
export async function openEmbeddedPostgres({
  dataDir,
  log,
  extraSettings,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const unlock = await lockDataDir(dataDir)
  const folder = join(dataDir, 'postgres')
  try {
    const user = await unprivilegedUser(folder)
    const binaries = await findBinaries(user)
    await prepareCluster(folder, binaries, user)
    await stopOrphan(folder)
    const socketFolder = await openSocketFolder(folder)
    const watchdog = startWatchdog(user)
    const release = async () => {
      watchdog.close()
      await socketFolder.close()
    }
    try {
      const supervised = await supervise({ folder, binaries, user, extraSettings, log }, watchdog.watch)
      const close = async () => {
        await supervised.close()
        await release()
        await unlock()
      }
      let closed: Promise<void> | undefined
      return {
        address: { host: socketFolder.path, port: 5432, user: embeddedUser, database: embeddedDatabase },
        ready: supervised.ready,
        pid: supervised.pid,
        close: () => (closed ??= close()),
      }
    } catch (error) {
      await release()
      throw error
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

const readyPatienceMs = 5_000

/** Processes of a PostgreSQL that was killed notice after a moment, and until then no other may start. */
const remainsPatienceMs = 10_000
const isHeldByRemains = (error: unknown) =>
  error instanceof EngineError && /pre-existing shared memory/.test(error.message)

/** Keeps PostgreSQL running. `onPid` is told the process to be stopped should this one die. */
async function supervise(options: PostgresOptions, onPid: (pid: number | null) => void) {
  let current: PostgresProcess | null = null
  let closing = false
  let ready = Promise.withResolvers<void>()

  const start = async () => {
    for (const deadline = Date.now() + remainsPatienceMs; ; await sleep(50)) {
      try {
        current = await startPostgres(options, onPid)
        break
      } catch (error) {
        onPid(null)
        if (!isHeldByRemains(error) || Date.now() > deadline) throw error
      }
    }
    ready.resolve()
    void current.ended.then(onEnded)
  }
  const onEnded = async () => {
    current = null
    onPid(null)
    if (closing) return
    ready = Promise.withResolvers<void>()
    options.log.warn('embedded PostgreSQL has stopped unexpectedly; starting it again')
    for (let pauseMs = 20; !closing; pauseMs = Math.min(pauseMs * 2, 2_000)) {
      restarting = start()
      try {
        await restarting
        options.log.info('embedded PostgreSQL is back')
        return
      } catch (err) {
        options.log.error({ err }, 'embedded PostgreSQL does not start')
        await sleep(pauseMs)
      }
    }
  }
  let restarting: Promise<void> = start()
  await restarting

  return {
    async ready() {
      const timeout = new AbortController()
      const tooLate = sleep(readyPatienceMs, undefined, { signal: timeout.signal, ref: false }).then(
        () => Promise.reject(unavailable()),
        () => {},
      )
      await Promise.race([ready.promise, tooLate]).finally(() => timeout.abort())
    },
    pid: () => current?.pid ?? null,
    async close() {
      closing = true
      await restarting.catch(() => {})
      await current?.stop()
    },
  }
}

/** Two servers on one folder would destroy it, so the lock is the operating system's, not a file that says so. */
async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const pidFile = join(dataDir, 'godwit.pid')
  let unlock: (() => void) | null
  try {
    unlock = lockFile(join(dataDir, 'godwit.lock'))
  } catch (cause) {
    throw new EngineError('config_invalid', `GODWIT_DATA_DIR ${dataDir} cannot be written. Choose a folder that can.`, {
      cause,
    })
  }
  if (!unlock) {
    const holder = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
    throw new EngineError(
      'data_dir_locked',
      `Another Godwit${holder > 0 ? ` (process ${holder})` : ''} is using the data folder ${dataDir}. Stop it, or give this one another folder with GODWIT_DATA_DIR. To run several on the same data, set GODWIT_DATABASE_URL.`,
    )
  }
  await writeFile(pidFile, `${process.pid}\n`)
  return async () => {
    await rm(pidFile, { force: true })
    unlock()
  }
}
