import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openLog } from '../../util/log.ts'
import { openPoolStore } from '../pool-store.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from './open.ts'
import { openSocketFolder } from './socket-folder.ts'

const log = openLog({ logLevel: 'silent', logFormat: 'json' })
const isRoot = process.getuid?.() === 0

/** A data folder with a cluster in it, copied where a first start is not what is tested: that takes a second. */
let seed: string
beforeAll(async () => {
  seed = await mkdtemp(join(tmpdir(), 'godwit-seed-'))
  await (await openEmbeddedPostgres({ dataDir: seed, log })).close()
})
afterAll(() => rm(seed, { recursive: true, force: true }))

let dataDir: string
let opened: EmbeddedPostgres[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'godwit-embedded-'))
  opened = []
})
afterEach(async () => {
  for (const server of opened) await server.close()
  await rm(dataDir, { recursive: true, force: true })
})

const plantSeed = () => cp(join(seed, 'postgres'), join(dataDir, 'postgres'), { recursive: true })

async function open(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await openEmbeddedPostgres({ dataDir: folder, log })
  opened.push(server)
  return server
}
async function ask(server: EmbeddedPostgres, statement: string) {
  const store = openPoolStore({ connection: server.address, ready: server.ready })
  return store.query(statement).finally(() => store.close())
}

/** Whether a process is there and at work: one that has ended but was not collected is not. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) Z [^)]*$/.test(state)
}
async function untilGone(pid: number) {
  for (let tries = 0; await isRunning(pid); tries++) {
    if (tries > 500) throw new Error(`process ${pid} is still there`)
    await sleep(20)
  }
}

test('starts in a new folder, stops clean, and starts again with its data', async () => {
  const server = await open()
  await ask(server, 'CREATE TABLE kept (); ')
  const pid = server.pid()!
  await server.close()
  expect(await isRunning(pid)).toBe(false)
  expect((await readdir(dataDir)).sort()).toEqual(['godwit.lock', 'postgres'])
  expect(await ask(await open(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }])
})

test('listens on no network, and its folder is closed to other users', async () => {
  await plantSeed()
  const server = await open()
  expect(await ask(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0)
  expect((await stat(join(server.address.host, '.s.PGSQL.5432'))).mode & 0o077).toBe(0)
})

test.runIf(isRoot)('runs as another user, even below folders that only root may enter', async () => {
  await chmod(dataDir, 0o700)
  const server = await open()
  expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0)
  expect(await ask(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect((await stat(`/proc/${server.pid()}`)).uid).not.toBe(0)
})

test('works in a folder whose path is too long for a socket, and leaves no link behind', async () => {
  const deep = join(dataDir, 'a'.repeat(60), 'b'.repeat(60))
  await mkdir(deep, { recursive: true })
  const server = await open(deep)
  expect(server.address.host.length).toBeLessThan(90)
  expect(await ask(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await server.close()
  await expect(lstat(server.address.host)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a link that a crash has left is replaced', async () => {
  const deep = join(dataDir, 'c'.repeat(100))
  const left = await openSocketFolder(deep)
  const again = await openSocketFolder(deep)
  expect(again.path).toBe(left.path)
  await again.close()
})

test('a second one on the same folder is refused, and does not disturb the first', async () => {
  await plantSeed()
  const server = await open()
  await expect(open()).rejects.toMatchObject({
    code: 'data_dir_locked',
    message: expect.stringMatching(new RegExp(`Another Godwit \\(process ${process.pid}\\) is using the data folder`)),
  })
  expect(await ask(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('of many that start together on a new folder one wins', async () => {
  const results = await Promise.allSettled([open(), open(), open(), open()])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('PostgreSQL is started again when it is killed, and waiting queries go through', async () => {
  await plantSeed()
  const server = await open()
  const store = openPoolStore({ connection: server.address, ready: server.ready })
  for (let round = 0; round < 3; round++) {
    const pid = server.pid()!
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    // A query right at the moment of death may fail as unavailable; once it is known, the next ones wait.
    while (server.pid() === pid) await sleep(5)
    expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(server.pid()).not.toBe(pid)
  }
  await store.close()
})

test('what an interrupted first start has left is removed', async () => {
  await plantSeed()
  await mkdir(join(dataDir, 'postgres.new-0badcafe', 'base'), { recursive: true })
  await open()
  expect(await readdir(dataDir)).not.toContain('postgres.new-0badcafe')
})

test('a folder of another major version is refused', async () => {
  await mkdir(join(dataDir, 'postgres'))
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '14\n')
  await expect(open()).rejects.toMatchObject({
    code: 'store_incompatible',
    message: expect.stringContaining('was made by PostgreSQL 14'),
  })
})

test('a folder with something else in it is left alone', async () => {
  await mkdir(join(dataDir, 'postgres'))
  await writeFile(join(dataDir, 'postgres', 'novel.txt'), 'Call me Ishmael.')
  await expect(open()).rejects.toThrow()
  expect(await readdir(dataDir)).toEqual(expect.arrayContaining(['postgres']))
  expect(await readFile(join(dataDir, 'postgres', 'novel.txt'), 'utf8')).toContain('Ishmael')
})

test('a pid file that names a living process of something else does not hinder the start', async () => {
  await plantSeed()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n0\n5432\n`)
  expect(await ask(await open(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.runIf(isRoot)('a folder that root has restored is given to the user that PostgreSQL runs as', async () => {
  await plantSeed()
  execFileSync('chown', ['-R', '0:0', join(dataDir, 'postgres')])
  expect(await ask(await open(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

describe('when the process that started it is killed', () => {
  beforeEach(plantSeed)
  let holder: ChildProcess
  /** Another process that opens PostgreSQL on the folder and writes a row. */
  async function startHolder(): Promise<{ postgres: number; watchdogs: number[] }> {
    const script = `
      import { openEmbeddedPostgres } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
      import { openPoolStore } from ${JSON.stringify(new URL('../pool-store.ts', import.meta.url).href)}
      import { openLog } from ${JSON.stringify(new URL('../../util/log.ts', import.meta.url).href)}
      const log = openLog({ logLevel: 'silent', logFormat: 'json' })
      const server = await openEmbeddedPostgres({ dataDir: process.argv[1], log })
      const store = openPoolStore({ connection: server.address })
      await store.query('CREATE TABLE IF NOT EXISTS rows (at timestamptz)')
      await store.query('INSERT INTO rows VALUES (now())')
      console.log(server.pid())`
    holder = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface({ input: holder.stdout! }), 'line')
    return { postgres: Number(line), watchdogs: await watchdogsOf(holder.pid!) }
  }
  async function watchdogsOf(parent: number): Promise<number[]> {
    const found: number[] = []
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const [status, command] = await Promise.all([
        readFile(`/proc/${entry}/status`, 'utf8').catch(() => ''),
        readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => ''),
      ])
      if (status.includes(`\nPPid:\t${parent}\n`) && command.includes('godwit-watchdog')) found.push(Number(entry))
    }
    return found
  }
  const killHolder = async () => {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }

  test('nothing it started stays, and the next start has its data', async () => {
    const { postgres, watchdogs } = await startHolder()
    expect(watchdogs).toHaveLength(1)
    await killHolder()
    await untilGone(postgres)
    await untilGone(watchdogs[0]!)
    expect(await ask(await open(), 'SELECT count(*) AS n FROM rows')).toEqual([{ n: 1 }])
  })

  test('the next start may follow at once', async () => {
    const { postgres } = await startHolder()
    await killHolder()
    const server = await open()
    expect(await isRunning(postgres)).toBe(false)
    expect(await ask(server, 'SELECT count(*) AS n FROM rows')).toEqual([{ n: 1 }])
  })

  test('together with its watchdog, the next start stops the PostgreSQL that was left', async () => {
    const { postgres, watchdogs } = await startHolder()
    holder.kill('SIGSTOP')
    process.kill(watchdogs[0]!, 'SIGKILL')
    await untilGone(watchdogs[0]!)
    await killHolder()
    await sleep(200)
    expect(await isRunning(postgres)).toBe(true)
    const server = await open()
    expect(await isRunning(postgres)).toBe(false)
    expect(await ask(server, 'SELECT count(*) AS n FROM rows')).toEqual([{ n: 1 }])
  })

  test('together with PostgreSQL, the next start recovers', async () => {
    const { postgres, watchdogs } = await startHolder()
    holder.kill('SIGSTOP')
    process.kill(postgres, 'SIGKILL')
    await killHolder()
    expect(await ask(await open(), 'SELECT count(*) AS n FROM rows')).toEqual([{ n: 1 }])
    await untilGone(watchdogs[0]!)
  })

  test('a watchdog that is killed alone is replaced', async () => {
    const { postgres, watchdogs } = await startHolder()
    process.kill(watchdogs[0]!, 'SIGKILL')
    await untilGone(watchdogs[0]!)
    while ((await watchdogsOf(holder.pid!)).length === 0) await sleep(20)
    await sleep(50)
    await killHolder()
    await untilGone(postgres)
  })
})
