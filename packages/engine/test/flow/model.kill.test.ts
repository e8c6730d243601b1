import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createRun, startWorker } from '../../src/run/index.ts'
import { readEvents } from '../../src/thread/index.ts'
import { waitForRun } from '../support/follow-run.ts'
import { startWorkerProcess } from '../support/kill-worker.ts'
import { type ModelServer, openModelServer } from '../support/model-server.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let server: ModelServer
beforeAll(async () => {
  server = await openModelServer()
  app = await openTestApp({ GODWIT_MODEL: 'openai-compatible:scripted', GODWIT_MODEL_BASE_URL: server.url })
})
afterAll(async () => {
  await app?.close()
  await server?.close()
})

test('a worker that is killed while it waits for the model leaves a run that another finishes, and a ledger and a bill of every request', async () => {
  const { accountId } = app
  const migrationId = await seedMigration(app, accountId, peopleSeed(50))
  server.script(() => ({ delayMs: 120_000 }))
  const killed = await startWorkerProcess(app, { leaseSeconds: 1.5 })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 60_000, interval: 50 })
  await killed.kill()

  server.script(() => ({ calls: [{ name: 'finish', input: {} }], usage: { input: 1_000, output: 50 } }))
  const worker = await startWorker(app, { leaseSeconds: 1.5 })
  try {
    const run = await waitForRun({ app, accountId, migrationId, runId }, ['awaiting_approval'])
    // Under load a short lease may be lost once more.
    expect(run.attempt).toBeGreaterThanOrEqual(2)
  } finally {
    await worker.stop()
  }
  const { events } = (await readEvents(app.store, migrationId, { include: 'all' }))!
  const prepared = events.filter(({ type }) => type === 'prepared')
  expect(server.seen.length).toBeGreaterThanOrEqual(2)
  expect(prepared).toHaveLength(server.seen.length)
  const [usage] = await app.store.query<{ calls: number; output: number }>(
    'SELECT sum(calls)::int AS calls, sum(output_tokens)::int AS output FROM model_usage WHERE run_id = $1',
    [runId],
  )
  expect(usage).toEqual({ calls: server.seen.length, output: 50 * (server.seen.length - 1) })
})
