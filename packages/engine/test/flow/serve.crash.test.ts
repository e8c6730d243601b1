import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandOf, descendantsOf, isRunning, untilGone } from '../support/processes.ts'
import { type Godwit, startGodwit } from '../support/start-godwit.ts'

const key = 'first-key-of-the-account'
let dataDir: string
let godwit: Godwit
let url: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'godwit-crash-'))
  await start()
  // Acknowledged work that must survive.
  const reply = await fetch(`${url}/api/v1/sources`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Old System' }),
  })
  expect(reply.status).toBe(201)
})
afterEach(async () => {
  const children = await descendantsOf(godwit.pid)
  godwit.kill('SIGTERM')
  await godwit.ended
  await untilGone(children)
  await rm(dataDir, { recursive: true, force: true })
})

async function start() {
  godwit = startGodwit({ GODWIT_DATA_DIR: dataDir, GODWIT_API_KEY: key, GODWIT_RATE_LIMIT_PER_MINUTE: '0' })
  url = (await godwit.ready).url
}
async function sourceNames(): Promise<string[]> {
  const reply = await fetch(`${url}/api/v1/sources`, { headers: { 'x-api-key': key } })
  expect(reply.status).toBe(200)
  const { sources } = (await reply.json()) as { sources: { name: string }[] }
  return sources.map(({ name }) => name)
}
const postgresPid = async () => Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)

test('Godwit is killed: its children go with it, and the next start works', async () => {
  const children = await descendantsOf(godwit.pid)
  expect(children).toContain(await postgresPid())
  godwit.kill('SIGKILL')
  await godwit.ended
  await untilGone(children)
  await start()
  expect(await sourceNames()).toEqual(['Old System'])
})

test('Godwit is killed and started again at once', async () => {
  const children = await descendantsOf(godwit.pid)
  godwit.kill('SIGKILL')
  await start()
  expect(await sourceNames()).toEqual(['Old System'])
  await untilGone(children)
})

test('PostgreSQL is killed: Godwit says so while it is away, and goes on by itself', async () => {
  const killed = await postgresPid()
  process.kill(killed, 'SIGKILL')
  const statuses = new Set<number>()
  for (let tries = 0; tries < 500; tries++) {
    const { status } = await fetch(`${url}/readyz`)
    statuses.add(status)
    if (status === 200 && !(await isRunning(killed))) break
    await sleep(10)
  }
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
  expect(await sourceNames()).toEqual(['Old System'])
  expect(await postgresPid()).not.toBe(killed)
})

test('both are killed at once, and the next start recovers', async () => {
  const children = await descendantsOf(godwit.pid)
  process.kill(await postgresPid(), 'SIGKILL')
  godwit.kill('SIGKILL')
  await godwit.ended
  await start()
  expect(await sourceNames()).toEqual(['Old System'])
  await untilGone(children)
})

test('Godwit and its watchdog are killed: the next start deals with the PostgreSQL that was left', async () => {
  const children = await descendantsOf(godwit.pid)
  const left = await postgresPid()
  const commands = await Promise.all(children.map(async (pid) => ({ pid, command: await commandOf(pid) })))
  const watchdog = commands.find(({ command }) => command.includes('godwit-watchdog'))
  // Stopped, it cannot replace its watchdog before it is killed itself.
  godwit.kill('SIGSTOP')
  process.kill(watchdog!.pid, 'SIGKILL')
  await untilGone([watchdog!.pid])
  godwit.kill('SIGKILL')
  await godwit.ended
  expect(await isRunning(left)).toBe(true)
  await start()
  expect(await sourceNames()).toEqual(['Old System'])
  await untilGone(children)
})

test('everything is killed in the middle of a first start, and the next one works', async () => {
  for (const afterMs of [300, 700, 1100]) {
    const folder = join(dataDir, `new-${afterMs}`)
    const first = startGodwit({ GODWIT_DATA_DIR: folder, GODWIT_API_KEY: key })
    await sleep(afterMs)
    const children = await descendantsOf(first.pid)
    first.kill('SIGKILL')
    await first.ended
    for (const pid of children) if (await isRunning(pid)) process.kill(pid, 'SIGKILL')
    const second = startGodwit({ GODWIT_DATA_DIR: folder, GODWIT_API_KEY: key })
    await second.ready
    second.kill('SIGTERM')
    expect(await second.ended).toBe(0)
  }
})
