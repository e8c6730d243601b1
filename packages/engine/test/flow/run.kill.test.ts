import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRun, startWorker } from '../../src/run/index.ts'
import { sweepGarbage } from '../../src/run/sweep-garbage.ts'
import { sql, text } from '../../src/sql/quote.ts'
import { selectLiveKeys } from '../../src/store/queries/select-live-keys.ts'
import { readEvents } from '../../src/thread/index.ts'
import { answerAll, waitForRun } from '../support/follow-run.ts'
import { startWorkerProcess } from '../support/kill-worker.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

const soak = process.env['GODWIT_SOAK'] === '1'
const leaseSeconds = 1.5
const rows = 2_000

let app: TestApp
let accountId: string
let migrationId: string

beforeAll(async () => {
  app = await openTestApp()
  accountId = app.accountId
})
afterAll(() => app?.close())
beforeEach(async () => {
  migrationId = await seedMigration(app, accountId, peopleSeed(rows))
})

type Point = { step: string; at: 'begin' | 'commit' | 'committed' }
const places = ['begin', 'commit', 'committed'] as const
/** Every step, each killed at one place; every step at every place when there is time. */
const points = (steps: string[]): Point[] =>
  steps.flatMap((step, index) => (soak ? places.map((at) => ({ step, at })) : [{ step, at: places[(index + 1) % 3]! }]))

const at = (runId: string) => ({ app, accountId, migrationId, runId })

async function sheetSet(runId: string) {
  const [set] = await app.store.query<{ sheets: { rows_key: string; row_count: number }[] }>(
    'SELECT sheets FROM sheet_sets WHERE run_id = $1',
    [runId],
  )
  return set ?? null
}

/** What a finished run must look like, whatever happened on the way. */
async function expectWhole(runId: string, ending: 'preview' | 'completed') {
  const set = await sheetSet(runId)
  expect(set?.sheets.map(({ row_count }) => row_count)).toEqual([rows])
  const path = await app.storage.localPath(set!.sheets[0]!.rows_key)
  const counted = await app.readDuckdb((db) =>
    db.rows<{ n: number; ids: number }>(
      sql(`SELECT count(*) AS n, count(DISTINCT _id) AS ids FROM read_parquet(${text(path)})`),
    ),
  )
  expect(counted).toEqual([{ n: rows, ids: rows }])

  const { events } = (await readEvents(app.store, migrationId, { include: 'all', limit: 500 }))!
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  const own = events.filter(({ run_id }) => run_id === runId)
  expect(own.filter(({ type }) => type === ending)).toHaveLength(1)
  // A step that was committed is not done, and not told, again.
  for (const task of new Set(own.map(({ data }) => data['task']))) {
    const done = own.filter(({ type, data }) => type === 'task' && data['task'] === task && data['state'] === 'done')
    expect(done.length).toBeLessThanOrEqual(1)
  }
  const versions = await app.store.query('SELECT version FROM recipes WHERE migration_id = $1', [migrationId])
  expect(versions).toHaveLength(1)

  await sweepGarbage(app, new AbortController().signal)
  const live = await selectLiveKeys(app.store)
  const kept = [
    ...(await app.storage.list(`staged/${migrationId}/`)),
    ...(await app.storage.list(`sheets/${migrationId}/`)),
  ]
  expect(kept.filter((key) => !live.has(key))).toEqual([])
  expect([...live].filter((key) => key.includes(migrationId)).toSorted()).toEqual(kept.toSorted())
}

describe('a worker killed with SIGKILL during a generate', () => {
  test.each(points(['stage', 'profile', 'plan', 'compile', 'preview', 'validate']))(
    'at $step ($at): another goes on where it stood',
    async (point) => {
      const doomed = await startWorkerProcess(app, { ...point, leaseSeconds })
      const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
      await doomed.reached
      const ended = point.step === 'validate' && point.at === 'committed'
      expect((await sheetSet(runId)) !== null).toBe(ended)
      await doomed.kill()
      const heir = await startWorker(app, { leaseSeconds })
      try {
        const { run } = await answerAll(at(runId), 30_000)
        expect(run).toMatchObject({ status: 'awaiting_approval', attempt: ended ? 1 : 2 })
        await expectWhole(runId, 'preview')
      } finally {
        await heir.stop()
      }
    },
  )
})

describe('a worker killed with SIGKILL during an execute', () => {
  test.each(points(['transform', 'validate', 'reconcile', 'publish']))(
    'at $step ($at): the sheets are published whole, once',
    async (point) => {
      const healthy = await startWorker(app, { leaseSeconds })
      const generate = await createRun(app, accountId, migrationId, { kind: 'generate' })
      await answerAll(at(generate.run_id))
      await healthy.stop()
      const doomed = await startWorkerProcess(app, { ...point, leaseSeconds })
      const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'execute' })
      await doomed.reached
      const published = point.step === 'publish' && point.at === 'committed'
      const [migration] = await app.store.query('SELECT execute_run_id FROM migrations WHERE id = $1', [migrationId])
      expect(migration).toEqual({ execute_run_id: published ? runId : null })
      await doomed.kill()
      const heir = await startWorker(app, { leaseSeconds })
      try {
        const run = await waitForRun(at(runId), ['completed'], 30_000)
        expect(run.report?.inserted).toBe(rows)
        await expectWhole(runId, 'completed')
      } finally {
        await heir.stop()
      }
    },
  )
})

test('killed at any moment, again and again, a run still ends whole', async () => {
  migrationId = await seedMigration(app, accountId, peopleSeed(rows))
  const rounds = soak ? 20 : 2
  for (let round = 0; round < rounds; round++) {
    migrationId = await seedMigration(app, accountId, peopleSeed(rows))
    const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
    for (let kill = 0; kill < 3; kill++) {
      const doomed = await startWorkerProcess(app, { leaseSeconds })
      await sleep(150 + (((round * 3 + kill) * 389) % 1_500))
      await doomed.kill()
    }
    const heir = await startWorker(app, { leaseSeconds })
    try {
      const { run } = await answerAll(at(runId), 60_000)
      expect(run.status).toBe('awaiting_approval')
      await expectWhole(runId, 'preview')
    } finally {
      await heir.stop()
    }
  }
})

test('a worker that was frozen past its lease and wakes up again can write nothing', async () => {
  const frozen = await startWorkerProcess(app, { step: 'preview', at: 'commit', leaseSeconds, pauseMs: 500 })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await frozen.reached
  frozen.freeze()
  const heir = await startWorker(app, { leaseSeconds })
  try {
    const { run } = await answerAll(at(runId), 30_000)
    expect(run).toMatchObject({ status: 'awaiting_approval', attempt: 2 })
    const before = await readEvents(app.store, migrationId, { include: 'all' })
    frozen.thaw()
    await sleep(2_000)
    expect(await readEvents(app.store, migrationId, { include: 'all' })).toEqual(before)
    await expectWhole(runId, 'preview')
  } finally {
    await frozen.kill()
    await heir.stop()
  }
})

test('a server that is alone takes over the runs of the one before it at once', async () => {
  const doomed = await startWorkerProcess(app, { step: 'profile', at: 'begin', leaseSeconds: 600 })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await doomed.reached
  await doomed.kill()
  const heir = await startWorker(app, { alone: true })
  try {
    const { run } = await answerAll(at(runId), 30_000)
    expect(run).toMatchObject({ status: 'awaiting_approval', attempt: 2 })
  } finally {
    await heir.stop()
  }
})
