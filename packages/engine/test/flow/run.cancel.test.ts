import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attemptsDir } from '../../src/run/attempts-dir.ts'
import { cancelRun, createRun, readRun, startWorker, type Worker } from '../../src/run/index.ts'
import { answerAll } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let accountId: string
let worker: Worker

beforeAll(async () => {
  app = await openTestApp()
  accountId = app.accountId
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
})

const state = async (migrationId: string, runId: string) => ({
  migration: await app.store.query('SELECT status, preview_run_id, execute_run_id FROM migrations WHERE id = $1', [
    migrationId,
  ]),
  sets: await app.store.query('SELECT run_id FROM sheet_sets WHERE migration_id = $1 ORDER BY run_id', [migrationId]),
  recipes: await app.store.query('SELECT version FROM recipes WHERE migration_id = $1', [migrationId]),
  others: [
    ...(await app.storage.list(`staged/${migrationId}/`)),
    ...(await app.storage.list(`sheets/${migrationId}/`)),
  ].filter((key) => !key.includes(runId)),
})

/** Cancels while the phase is under way; within two seconds nothing may work on it any more, and no trace be left. */
async function cancelDuring(migrationId: string, runId: string, phase: string): Promise<void> {
  const before = await state(migrationId, runId)
  await expect
    .poll(async () => (await readRun(app, accountId, migrationId, runId)).progress?.phase, {
      timeout: 60_000,
      interval: 20,
    })
    .toBe(phase)
  await sleep(300)
  const asked = performance.now()
  expect(await cancelRun(app, accountId, migrationId, runId)).toMatchObject({ status: 'canceled' })
  await expect
    .poll(
      async () => [
        await readdir(attemptsDir(app)),
        await app.storage.list(`staged/${migrationId}/${runId}/`),
        await app.storage.list(`sheets/${migrationId}/${runId}/`),
      ],
      { timeout: 5_000, interval: 20 },
    )
    .toEqual([[], [], []])
  expect(performance.now() - asked).toBeLessThan(2_000)
  await sleep(500)
  expect(await state(migrationId, runId)).toEqual(before)
  expect(await readRun(app, accountId, migrationId, runId)).toMatchObject({ status: 'canceled' })
}

test('cancelling stops a big staging and a big transform within two seconds, without a trace', async () => {
  const migrationId = await seedMigration(app, accountId, peopleSeed(700_000))
  const first = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await cancelDuring(migrationId, first.run_id, 'stage')

  const second = await createRun(app, accountId, migrationId, { kind: 'generate' })
  const { run } = await answerAll({ app, accountId, migrationId, runId: second.run_id }, 150_000)
  expect(run.status).toBe('awaiting_approval')

  const execute = await createRun(app, accountId, migrationId, { kind: 'execute' })
  await cancelDuring(migrationId, execute.run_id, 'transform')
})
