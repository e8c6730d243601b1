import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { EngineError } from '../../errors.ts'
import type { Log } from '../../util/log.ts'
import type { Binaries } from './binaries.ts'
import { childEnvironment, folderArgument } from './cluster.ts'
import type { User } from './unprivileged-user.ts'

/** What the embedded server is started with, and why. */
const settings: Record<string, string> = {
  // No TCP; the socket is in the folder itself, which only its owner can enter. Being relative it is never too long.
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  // One machine without replicas: less to write for each commit.
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '64MB',
  max_connections: '60',
  // Statements are short; compiling them costs more than it saves.
  jit: 'off',
  // Errors of statements reach Godwit as errors; their text can quote data, so it is kept out of the log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_line_prefix: '',
  log_checkpoints: 'off',
}

/** One run of PostgreSQL on a folder. */
export type PostgresProcess = {
  pid: number
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>
  /** Asks it to stop (connections are cut, nothing is lost) and waits until it has. */
  stop(): Promise<void>
}

const startPatienceMs = 60_000
const stopPatienceMs = 30_000

/**
 * Starts PostgreSQL and waits until it takes connections; after a crash that includes its recovery.
 *
 * @param onStart is told the process number at once.
 * @throws EngineError `store_unavailable` or `out_of_disk` when it ends before it is ready.
 */
export async function startPostgres(
  { folder, binaries, user, extraSettings = {}, log }: PostgresOptions,
  onStart: (pid: number) => void,
): Promise<PostgresProcess> {
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      folderArgument(folder, user),
      ...Object.entries({ ...settings, ...extraSettings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // A session of its own: Ctrl+C on the terminal is for Godwit, which then stops PostgreSQL in its turn.
    { cwd: folder, ...user, env: childEnvironment, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  if (child.pid !== undefined) onStart(child.pid)
  await untilReady(child, log)
  return { pid: child.pid!, ended, stop: () => stop(child, ended) }
}

export type PostgresOptions = {
  folder: string
  binaries: Binaries
  user: User | undefined
  /** On top of, or instead of, what is usual. */
  extraSettings?: Record<string, string>
  log: Log
}

function untilReady(child: ChildProcess, log: Log): Promise<void> {
  const output: string[] = []
  return new Promise((done, failed) => {
    const fail = (cause?: unknown) => failed(startError(output, cause))
    const timer = setTimeout(() => {
      child.kill('SIGQUIT')
      fail()
    }, startPatienceMs)
    child.once('error', fail)
    // `close` comes after the last line of output.
    child.once('close', () => fail())
    createInterface({ input: child.stderr! }).on('line', (line) => {
      output.push(line)
      if (output.length > 20) output.shift()
      if (/^(FATAL|PANIC):/.test(line)) log.warn({ postgres: line }, 'embedded PostgreSQL')
      else log.debug({ postgres: line }, 'embedded PostgreSQL')
      if (line.includes('database system is ready to accept connections')) {
        clearTimeout(timer)
        done()
      }
    })
    child.once('exit', () => clearTimeout(timer))
  })
}

function startError(output: string[], cause?: unknown): EngineError {
  if (output.some((line) => line.includes('No space left on device'))) {
    return new EngineError('out_of_disk', 'The disk is full: the embedded PostgreSQL cannot start. Free some space.', {
      cause,
    })
  }
  const reason = output.findLast((line) => /^(FATAL|PANIC):/.test(line)) ?? output.at(-1) ?? 'it could not be run'
  return new EngineError(
    'store_unavailable',
    `The embedded PostgreSQL does not start: ${reason}. Look at the log, or set GODWIT_DATABASE_URL.`,
    { detail: { output }, cause },
  )
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  const timers = [
    setTimeout(() => child.kill('SIGQUIT'), stopPatienceMs),
    setTimeout(() => child.kill('SIGKILL'), stopPatienceMs + 5_000),
  ]
  await ended
  for (const timer of timers) clearTimeout(timer)
}
