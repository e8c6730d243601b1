import { changeSettings, defaultSettings } from '@godwit/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeExpired } from '../../src/http/remove-expired.ts'
import { createRun, startWorker, type Worker } from '../../src/run/index.ts'
import { upsertAccountSettings } from '../../src/store/queries/upsert-account-settings.ts'
import { waitForRun } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let worker: Worker
beforeAll(async () => {
  app = await openTestApp()
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
})

const keep = (days: number | null) =>
  upsertAccountSettings(app.store, app.accountId, changeSettings(defaultSettings, { retention_days: days }), app.now())
/** Sweeps as if so many days had passed. */
const sweepAfter = (days: number) => removeExpired({ ...app, now: () => new Date(Date.now() + days * 24 * 3_600_000) })
const ids = async () =>
  (await app.store.query<{ id: string }>('SELECT id FROM migrations ORDER BY id')).map(({ id }) => id)

async function complete(migrationId: string) {
  const at = { app, accountId: app.accountId, migrationId }
  for (const kind of ['generate', 'execute'] as const) {
    const { run_id: runId } = await createRun(app, app.accountId, migrationId, { kind })
    await waitForRun({ ...at, runId }, ['awaiting_approval', 'completed'])
  }
}

test('data goes so many days after it was completed, with a line in the audit trail; what is not completed stays', async () => {
  const done = await seedMigration(app, app.accountId, peopleSeed(10))
  const open = await seedMigration(app, app.accountId, peopleSeed(10))
  await complete(done)

  await keep(null)
  expect(await sweepAfter(100_000)).toBe(0)
  await keep(30)
  expect(await sweepAfter(29)).toBe(0)
  expect((await app.storage.list(`files/${done}/`)).length).toBeGreaterThan(0)

  expect(await sweepAfter(31)).toBe(1)
  expect(await ids()).toEqual([open])
  for (const room of ['files', 'staged', 'sheets']) expect(await app.storage.list(`${room}/${done}/`)).toEqual([])
  const left = await app.store.query('SELECT 1 FROM events WHERE migration_id = $1', [done])
  expect(left).toEqual([])
  const [line] = await app.store.query('SELECT actor, action, target FROM audit ORDER BY id DESC LIMIT 1')
  expect(line).toEqual({ actor: 'retention', action: 'migration.delete', target: done })
  expect(await sweepAfter(31)).toBe(0)
})

test('another account’s days do not count', async () => {
  const migrationId = await seedMigration(app, app.accountId, peopleSeed(10))
  await complete(migrationId)
  const other = await app.addAccount()
  await upsertAccountSettings(
    app.store,
    other.accountId,
    changeSettings(defaultSettings, { retention_days: 1 }),
    app.now(),
  )
  await keep(null)
  expect(await sweepAfter(1000)).toBe(0)
  expect(await ids()).toContain(migrationId)
})
