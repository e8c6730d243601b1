import { randomBytes } from 'node:crypto'
import { openPoolStore } from '../../src/store/pool-store.ts'
import { openTestDatabase } from './test-database.ts'

/** A PostgreSQL to hold the store to its promises on, each test file in a database of its own. */
export type StoreServer = {
  name: string
  /** False where this machine has no such server: its tests are then reported as skipped. */
  present: boolean
  openDatabase(): Promise<{ url: string; drop(): Promise<void> }>
}

const local = { host: '127.0.0.1', port: 5432, user: 'postgres', database: 'postgres' }

/** The embedded server, and the one on 127.0.0.1:5432 (user `postgres`, trusted) where there is one. */
export async function findStoreServers(): Promise<StoreServer[]> {
  return [
    { name: 'the embedded PostgreSQL', present: true, openDatabase: () => openTestDatabase({ empty: true }) },
    { name: 'the PostgreSQL on 127.0.0.1:5432', present: await isLocalPresent(), openDatabase: openLocalDatabase },
  ]
}

async function isLocalPresent(): Promise<boolean> {
  const admin = openPoolStore({ connection: local, connectPatienceMs: 0 })
  try {
    await admin.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await admin.close()
  }
}

async function openLocalDatabase() {
  const name = `godwit_test_${randomBytes(8).toString('hex')}`
  const run = async (statement: string) => {
    const admin = openPoolStore({ connection: local })
    await admin.query(statement).finally(() => admin.close())
  }
  await run(`CREATE DATABASE ${name}`)
  return {
    url: `postgres://${local.user}@${local.host}:${local.port}/${name}`,
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
