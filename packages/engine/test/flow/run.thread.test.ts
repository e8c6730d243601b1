import { setTimeout as sleep } from 'node:timers/promises'
import type { ThreadEvent } from '@godwit/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEvents, followEvents, readEvents } from '../../src/thread/index.ts'
import { addBareMigration } from '../support/add-migration.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app?.close())

const say = (migrationId: string, text: string, type: 'message' | 'task' = 'message') =>
  app.store.transaction((tx) => appendEvents(tx, migrationId, null, [{ type, data: { text } }]))

const textsOf = (events: readonly ThreadEvent[]) => events.map(({ data }) => data['text'])

test('sequences have no gaps over many writers at once, and grow in the order of commits', async () => {
  const migrationId = await addBareMigration(app, app.accountId)
  await Promise.all(
    Array.from({ length: 60 }, (_, writer) =>
      app.store
        .transaction(async (tx) => {
          await appendEvents(tx, migrationId, null, [
            { type: 'message', data: { text: `${writer}a` } },
            { type: 'message', data: { text: `${writer}b` } },
          ])
          // A writer that fails after all leaves no hole.
          if (writer % 5 === 0) throw new Error('no')
        })
        .catch(() => {}),
    ),
  )
  const page = await readEvents(app.store, migrationId, {})
  expect(page!.events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 96 }, (_, index) => index + 1))
  expect(page!.last_sequence).toBe(96)
  for (let index = 0; index < 96; index += 2) {
    const [first, second] = textsOf(page!.events.slice(index, index + 2)) as string[]
    expect(second).toBe(first!.replace('a', 'b'))
  }
})

test('paging by last_sequence neither loses nor doubles, whatever is left out', async () => {
  const migrationId = await addBareMigration(app, app.accountId)
  await app.store.transaction((tx) =>
    appendEvents(
      tx,
      migrationId,
      null,
      Array.from({ length: 1203 }, (_, index) => ({
        type: index % 3 === 0 ? ('task' as const) : ('message' as const),
        data: { text: String(index) },
      })),
    ),
  )
  const seen: ThreadEvent[] = []
  for (let after = 0; ; ) {
    const page = await readEvents(app.store, migrationId, { after, include: 'user' })
    expect(page!.events.length).toBeLessThanOrEqual(500)
    seen.push(...page!.events)
    if (page!.events.length === 0) break
    after = page!.last_sequence
  }
  expect(textsOf(seen)).toEqual(
    Array.from({ length: 1203 }, (_, index) => String(index)).filter((_, index) => index % 3),
  )
  const all = await readEvents(app.store, migrationId, { after: 1200, include: 'tools' })
  expect(all).toMatchObject({ last_sequence: 1203, events: { length: 3 } })
  expect(await readEvents(app.store, app.newId(), {})).toBeNull()
})

test('a follower that is cut off 100 times, its store connections too, sees every event exactly once', async () => {
  const migrationId = await addBareMigration(app, app.accountId)
  const total = 400
  const writers = Promise.all(
    [0, 1].map(async (writer) => {
      for (let index = 0; index < total / 2; index++) {
        await say(migrationId, `${writer}:${index}`)
        if (index % 7 === 0) await sleep(15)
      }
    }),
  )
  const seen: ThreadEvent[] = []
  let cuts = 0
  while (seen.length < total) {
    const connection = new AbortController()
    const patience = setTimeout(() => connection.abort(), 5 + ((cuts * 37) % 60))
    const quota = cuts < 100 ? 1 + (cuts % 6) : total
    if (cuts % 20 === 10) await cutListeners()
    let got = 0
    for await (const event of followEvents(app.store, migrationId, {
      after: seen.at(-1)?.sequence ?? 0,
      signal: connection.signal,
    })) {
      seen.push(event)
      got++
      if (cuts < 100 && got === quota) connection.abort()
      if (seen.length === total) connection.abort()
    }
    clearTimeout(patience)
    cuts++
  }
  await writers
  expect(cuts).toBeGreaterThanOrEqual(100)
  expect(seen.map(({ sequence }) => sequence)).toEqual(Array.from({ length: total }, (_, index) => index + 1))
  expect(new Set(textsOf(seen)).size).toBe(total)
})

/** Cuts the connections that wait for notifications, as a network or a restarting server would. */
const cutListeners = () =>
  app.store.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'LISTEN%'`,
  )

test('a follower hears of what is written while nobody listened', async () => {
  const migrationId = await addBareMigration(app, app.accountId)
  const connection = new AbortController()
  const seen: ThreadEvent[] = []
  const following = (async () => {
    for await (const event of followEvents(app.store, migrationId, { signal: connection.signal })) seen.push(event)
  })()
  await say(migrationId, 'before')
  await expect.poll(() => textsOf(seen)).toEqual(['before'])
  await cutListeners()
  await say(migrationId, 'meanwhile')
  await expect.poll(() => textsOf(seen), { timeout: 5_000 }).toEqual(['before', 'meanwhile'])
  await say(migrationId, 'hidden', 'task')
  await say(migrationId, 'after')
  await expect.poll(() => textsOf(seen)).toEqual(['before', 'meanwhile', 'after'])
  connection.abort()
  await following
})

test('following ends when the signal aborts, at once', async () => {
  const migrationId = await addBareMigration(app, app.accountId)
  const connection = new AbortController()
  setTimeout(() => connection.abort(), 50)
  const began = performance.now()
  for await (const _ of followEvents(app.store, migrationId, { signal: connection.signal }))
    throw new Error('nothing is there')
  expect(performance.now() - began).toBeLessThan(2_000)
})
