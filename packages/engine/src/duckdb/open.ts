import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EngineError } from '../errors.ts'
import type { Sql } from '../sql/quote.ts'
import type { Duckdb, DuckdbOptions, DuckdbValue } from './duckdb.ts'
import { AbortError, translateError } from './duckdb-error.ts'
import type { FromChild, ToChild } from './wire.ts'

const childPath = fileURLToPath(new URL('./child.ts', import.meta.url))
/** An interrupted query normally ends at once; one that does not is killed with its process. */
const interruptGraceMs = 1000

type Pending = {
  statement: string
  resolve: (rows: Record<string, DuckdbValue>[]) => void
  reject: (error: Error) => void
}
/** One request to the child, before it has an id. */
type Call =
  | { kind: 'open'; options: Omit<DuckdbOptions, 'signal'> }
  | { kind: 'exec'; statement: string }
  | { kind: 'rows'; statement: string; values: readonly DuckdbValue[] }

/** Starts DuckDB in a child process of its own (about 0.2 s and 85 MB). See `Duckdb` for what can fail, and how. */
export async function openDuckdb({ signal, ...options }: DuckdbOptions): Promise<Duckdb> {
  signal?.throwIfAborted()
  const child = new Child()
  const onAbort = () => child.interrupt()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await child.call({ kind: 'open', options })
  } catch (error) {
    await child.close()
    throw error
  }
  const call = (request: Call) => {
    if (signal?.aborted) return Promise.reject(new AbortError('the work was stopped'))
    return child.call(request)
  }
  return {
    async exec(statement) {
      await call({ kind: 'exec', statement })
    },
    rows: <Row>(statement: Sql, values: readonly DuckdbValue[] = []) =>
      call({ kind: 'rows', statement, values }) as Promise<Row[]>,
    interrupt: () => child.interrupt(),
    async close() {
      signal?.removeEventListener('abort', onAbort)
      await child.close()
    },
  }
}

/** DuckDB in this process, without files: for unit tests of calculations and rendered SQL. */
export async function openMemoryDuckdb(): Promise<Duckdb> {
  // The driver takes 0.15 s to load, and the server itself never needs it: only its children do.
  const { openSession } = await import('./session.ts')
  const session = await openSession(null)
  const translated = async <Result>(statement: string, work: () => Promise<Result>) => {
    try {
      return await work()
    } catch (error) {
      throw translateError(error instanceof Error ? error.message : String(error), statement)
    }
  }
  return {
    exec: (statement) => translated(statement, () => session.exec(statement)),
    rows: <Row>(statement: Sql, values: readonly DuckdbValue[] = []) =>
      translated(statement, () => session.rows(statement, values)) as Promise<Row[]>,
    interrupt: () => session.interrupt(),
    close: async () => session.close(),
  }
}

class Child {
  readonly #process: ChildProcess
  readonly #pending = new Map<number, Pending>()
  readonly #exited: Promise<void>
  #queue: Promise<unknown> = Promise.resolve()
  #nextId = 1
  #failure: Error | undefined
  #closing = false

  constructor() {
    // The environment is left behind: nothing in it is DuckDB's business, and some of it is secret.
    this.#process = fork(childPath, [], {
      serialization: 'advanced',
      env: { TZ: 'UTC' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#process.on('message', (message) => this.#onReply(message as FromChild))
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#onExit(code, signal)
        resolve()
      })
      this.#process.once('error', (cause) => {
        this.#fail(new EngineError('engine_crashed', 'The query engine could not be started. Try again.', { cause }))
        if (this.#process.pid === undefined) resolve()
      })
    })
  }

  /** Queues one request behind those under way. */
  call(request: Call): Promise<Record<string, DuckdbValue>[]> {
    const turn = this.#queue.then(() => this.#send(request))
    this.#queue = turn.catch(() => {})
    return turn
  }

  interrupt() {
    if (this.#failure || this.#pending.size === 0) return
    this.#process.send({ kind: 'interrupt' } satisfies ToChild, () => {})
    const stuck = [...this.#pending.keys()]
    setTimeout(() => {
      if (stuck.some((id) => this.#pending.has(id))) {
        this.#failure ??= new AbortError('the query was interrupted')
        this.#process.kill('SIGKILL')
      }
    }, interruptGraceMs).unref()
  }

  async close() {
    if (!this.#closing) {
      this.#closing = true
      this.#failure ??= new EngineError(
        'engine_crashed',
        'The query engine was closed while it was working. Try again.',
      )
      if (this.#pending.size > 0) this.#process.kill('SIGKILL')
      else if (this.#process.connected) this.#process.disconnect()
      // A process that hangs on its way out would hold the whole server's exit.
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), 2000)
      timer.unref()
      await this.#exited
      clearTimeout(timer)
    }
    await this.#exited
  }

  #send(request: Call): Promise<Record<string, DuckdbValue>[]> {
    if (this.#failure) return Promise.reject(this.#failure)
    const id = this.#nextId++
    const statement = request.kind === 'open' ? 'open' : request.statement
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { statement, resolve, reject })
      this.#process.send({ ...request, id } satisfies ToChild, (cause) => {
        if (!cause) return
        this.#pending.delete(id)
        reject(
          this.#failure ?? new EngineError('engine_crashed', 'The query engine has stopped. Try again.', { cause }),
        )
      })
    })
  }

  #onReply(message: FromChild) {
    const pending = this.#pending.get(message.id)
    if (!pending) return
    this.#pending.delete(message.id)
    if (message.ok) pending.resolve(message.rows ?? [])
    else pending.reject(translateError(message.message, pending.statement))
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null) {
    // The kernel's out-of-memory killer sends SIGKILL; nobody else does, except an operator.
    const error =
      signal === 'SIGKILL'
        ? new EngineError(
            'out_of_memory',
            'The query engine was killed, most likely because the machine ran out of memory. Lower GODWIT_MEMORY_LIMIT_BYTES or give the machine more, then try again.',
            { detail: { signal } },
          )
        : new EngineError('engine_crashed', 'The query engine stopped unexpectedly. Try again.', {
            detail: { code, signal },
          })
    this.#fail(error)
  }

  #fail(error: Error) {
    this.#failure ??= error
    for (const pending of this.#pending.values()) pending.reject(this.#failure)
    this.#pending.clear()
  }
}
