import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedPostgres } from '../../src/store/embedded/index.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openPoolStore } from '../../src/store/pool-store.ts'
import { openLog } from '../../src/util/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Socket at which the run's PostgreSQL is asked for. */
    testPostgresDoor: string
  }
}

/** A PostgreSQL for tests: where it is, and an empty database with the present schema to make others from. */
export type TestPostgres = { host: string; port: number; user: string; database: string; template: string }

/**
 * One embedded PostgreSQL for a whole run of tests, started when the first test file asks for it, so that files which
 * need none do not wait. Test files run in processes of their own, hence the socket to ask at.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-tests-'))
  let server: ReturnType<typeof startServer> | undefined
  const door = createServer((socket) => {
    socket.on('error', () => {})
    server ??= startServer(folder)
    server.then(
      ({ address }) => socket.end(JSON.stringify(address)),
      (error: Error) => socket.end(JSON.stringify({ error: error.stack })),
    )
  })
  const path = join(folder, 'door')
  await new Promise<void>((resolve) => door.listen(path, resolve))
  project.provide('testPostgresDoor', path)
  return async () => {
    door.close()
    await server?.then(
      ({ close }) => close(),
      () => {},
    )
    await rm(folder, { recursive: true, force: true })
  }
}

async function startServer(folder: string) {
  const { address, close } = await openEmbeddedPostgres({
    dataDir: folder,
    log: openLog({ logLevel: 'silent', logFormat: 'json' }),
    // Tests do not outlive a power cut, but they do open many connections.
    extraSettings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' },
  })
  const template = 'godwit_template'
  const admin = openPoolStore({ connection: address })
  await admin.query(`CREATE DATABASE ${template}`)
  await admin.close()
  const empty = openPoolStore({ connection: { ...address, database: template } })
  await migrate(empty, await readMigrations())
  await empty.close()
  return { address: { ...address, template } satisfies TestPostgres, close }
}
