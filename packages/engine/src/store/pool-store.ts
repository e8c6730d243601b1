import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openListener } from './listener.ts'
import type { Queryable, Store } from './store.ts'
import { isLostRace, isUnreachable, translateStoreError } from './translate-error.ts'

/** How to reach a PostgreSQL server. */
export type StoreAddress = {
  /** A `postgres://` URL, or the parts of one. For a unix socket, `host` is its folder. */
  connection: string | { host: string; port: number; user: string; database: string }
  /** Resolves when the server is worth connecting to; the embedded one restarts by itself after a crash. */
  ready?: () => Promise<void>
  /** How long a connection is tried for while the server is coming up. Default 5000. */
  connectPatienceMs?: number
}

/** A transaction that loses against others is run again this often before its error is passed on. */
const mostTransactionTries = 6
const connectionCount = 20

/** A `Store` on a pool of connections to one PostgreSQL server. Connects when first used. */
export function openPoolStore({ connection, ready = async () => {}, connectPatienceMs = 5_000 }: StoreAddress): Store {
  const settings: pg.ClientConfig = {
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    application_name: 'godwit',
    connectionTimeoutMillis: Math.max(connectPatienceMs, 1_000),
    keepAlive: true,
    types: { getTypeParser },
  }
  const pool = new pg.Pool({ ...settings, max: connectionCount, idleTimeoutMillis: 30_000, allowExitOnIdle: false })
  // An idle connection that breaks leaves the pool by itself; the next query opens another.
  pool.on('error', () => {})
  const listener = openListener(async () => {
    await ready()
    const client = new pg.Client(settings)
    await client.connect()
    return client
  })

  /** Nothing has been sent yet, so trying again repeats nothing. */
  const connect = async (): Promise<pg.PoolClient> => {
    const deadline = Date.now() + connectPatienceMs
    for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 500)) {
      try {
        await ready()
        return await pool.connect()
      } catch (error) {
        if (!isUnreachable(error) || Date.now() + pauseMs > deadline) throw error
        await sleep(pauseMs)
      }
    }
  }
  const withClient = async <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await connect()
    let broken: Error | undefined
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    try {
      return await work(client)
    } catch (error) {
      if (isUnreachable(error)) broken = error as Error
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }
  const once = <Result>(work: (tx: Queryable) => Promise<Result>) =>
    withClient(async (client) => {
      await client.query('BEGIN')
      try {
        const result = await work(queryableOn(client))
        const { command } = await client.query('COMMIT')
        // PostgreSQL answers COMMIT after a failed statement with a rollback, and no error.
        if (command !== 'COMMIT') throw new Error('a failed statement was passed over inside a transaction')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch(() => client.emit('error', error as Error))
        throw error
      }
    })

  return {
    query: (statement, values) => translated(() => withClient((client) => rowsOf(client, statement, values))),
    transaction: (work) =>
      translated(async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await once(work)
          } catch (error) {
            if (!isLostRace(error) || tries === mostTransactionTries) throw error
            await sleep(Math.random() * 10 * 2 ** tries)
          }
        }
      }),
    listen: (channel, onNotify) => translated(() => listener.listen(channel, onNotify)),
    async close() {
      await Promise.all([listener.close(), pool.end()])
    },
  }
}

/** Errors inside a transaction are translated for the one who runs it, but a lost race must still be seen as one. */
const queryableOn = (client: pg.PoolClient): Queryable => ({
  query: async (statement, values) => {
    try {
      return await rowsOf(client, statement, values)
    } catch (error) {
      throw isLostRace(error) ? error : translateStoreError(error)
    }
  },
})

async function rowsOf<Row>(client: pg.ClientBase, statement: string, values?: readonly unknown[]): Promise<Row[]> {
  const result = await client.query(statement, values as unknown[] | undefined)
  return result.rows as Row[]
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw translateStoreError(error)
  }
}

const bigintOid = 20
const bigintArrayOid = 1016

/** Counters and byte sizes are bigint in the store and safe integers in JavaScript; one that is not is a bug. */
function parseBigint(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error('the store holds an integer beyond 2^53')
  return number
}

const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid: number, format?: unknown) => {
  if (oid === bigintOid) return parseBigint
  const parse = pg.types.getTypeParser(oid, format as 'text')
  if (oid === bigintArrayOid) return (value: string) => (parse(value) as unknown as string[]).map(Number)
  return parse
}
