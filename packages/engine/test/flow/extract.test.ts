import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createRun, startWorker, type Worker } from '../../src/run/index.ts'
import { selectConnection } from '../../src/store/queries/select-connection.ts'
import { selectExtractors } from '../../src/store/queries/select-extractors.ts'
import { readEvents } from '../../src/thread/index.ts'
import { answerAll, waitForRun } from '../support/follow-run.ts'
import { addConnection, type Harbour, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let harbour: Harbour
let app: TestApp
let worker: Worker
let migrationId: string

beforeAll(async () => {
  harbour = await startHarbour()
  app = await openTestApp(harbour.environment)
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
  await harbour?.close()
})
beforeEach(async () => {
  harbour.instead = {}
  migrationId = await seedMigration(app, app.accountId, { ...peopleSeed(1), files: [] })
})

const at = (runId: string) => ({ app, accountId: app.accountId, migrationId, runId })
const start = async (input: Partial<Parameters<typeof createRun>[3]> = {}) =>
  (await createRun(app, app.accountId, migrationId, { kind: 'generate', ...input })).run_id
const said = async () =>
  (await readEvents(app.store, migrationId, { include: 'user' }))!.events
    .filter(({ type }) => type === 'message')
    .map(({ data }) => String(data['text']))

test('a generate without files pulls from the connection, up to the sheets of an execute', async () => {
  const connectionId = await addConnection(app, migrationId)
  const runId = await start()
  const { run } = await answerAll(at(runId))
  expect(run.status).toBe('awaiting_approval')
  const execute = await start({ kind: 'execute' })
  const done = await waitForRun(at(execute), ['completed'])
  expect(done.report).toMatchObject({ inserted: 250, coverage: { balanced: true } })

  const connection = await selectConnection(app.store, connectionId)
  const [extractor] = await selectExtractors(app.store, connectionId)
  expect(connection).toMatchObject({
    bound_extractor_id: extractor!.id,
    last_snapshot: { streams: [{ name: 'contacts', records: 250 }], file_count: expect.any(Number) },
    stream_state: { contacts: expect.anything() },
    last_sync_at: expect.any(Date),
  })
  expect(extractor!.body.streams.map(({ name, why }) => [name, why])).toEqual([['contacts', 'for Contacts']])
  expect(JSON.stringify(extractor)).not.toContain(harbour.token)
  expect((await said()).join('\n')).toContain('Read 250 records of contacts from Harbour CRM.')
})
