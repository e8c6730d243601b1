import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRun, startWorker } from '../../src/run/index.ts'
import { sweepGarbage } from '../../src/run/sweep-garbage.ts'
import { selectConnection } from '../../src/store/queries/select-connection.ts'
import { answerAll } from '../support/follow-run.ts'
import { startWorkerProcess } from '../support/kill-worker.ts'
import { addConnection, type Harbour, startHarbour } from '../support/live-source.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

const soak = process.env['GODWIT_SOAK'] === '1'
const leaseSeconds = 1.5
const killsPerRun = 3
const rounds = soak ? Math.ceil(200 / killsPerRun) : 2
const pages = 50
const streams = ['companies', 'contacts', 'visits'] as const

let harbour: Harbour
let app: TestApp

beforeAll(async () => {
  harbour = await startHarbour({ contacts: 1000 })
  // 50 pages of contacts, 25 of companies, 100 of visits: streams end at different moments.
  harbour.pageSize = harbour.rows.contacts.length / pages
  app = await openTestApp(harbour.environment)
})
afterAll(async () => {
  await app?.close()
  await harbour?.close()
})

/** Every record that counts, by stream, in order. */
async function extracted(runId: string) {
  const rows = await app.store.query<{ stream: string; storage_key: string | null; records: number }>(
    'SELECT stream, storage_key, records FROM extraction_batches WHERE run_id = $1 ORDER BY stream, position',
    [runId],
  )
  const ids: Record<string, number[]> = {}
  for (const { stream, storage_key, records } of rows) {
    ids[stream] ??= []
    if (storage_key === null) continue
    const lines = (await text(await app.storage.read(storage_key))).trimEnd().split('\n')
    expect(lines).toHaveLength(records)
    ids[stream].push(...lines.map((line) => JSON.parse(line).id))
  }
  return ids
}

test('killed at any moment, again and again, a reading gives every record exactly once', async () => {
  for (let round = 0; round < rounds; round++) {
    harbour.latencyMs = 20 + ((round * 37) % 60)
    const migrationId = await seedMigration(app, app.accountId, { ...peopleSeed(1), files: [] })
    const connectionId = await addConnection(app, migrationId, { selected: [...streams] })
    const { run_id: runId } = await createRun(app, app.accountId, migrationId, { kind: 'generate' })
    let killedWhileReading = 0
    for (let kill = 0; kill < killsPerRun; kill++) {
      const doomed = await startWorkerProcess(app, { leaseSeconds })
      await sleep(leaseSeconds * 1000 + (soak ? Math.random() * 3_000 : ((round * 3 + kill) * 389) % 1_700))
      await doomed.kill()
      const [state] = await app.store.query<{ begun: number; done: number }>(
        `SELECT count(*)::int AS begun, (count(*) FILTER (WHERE ended = 'completed'))::int AS done
         FROM extraction_batches WHERE run_id = $1`,
        [runId],
      )
      if (state!.begun > 0 && state!.done < streams.length) killedWhileReading++
    }
    harbour.latencyMs = 0
    // Nothing kills this one: on a machine that is busy it must not lose what it holds, or the attempts run out.
    const heir = await startWorker(app, { leaseSeconds: 10 })
    try {
      const { run } = await answerAll({ app, accountId: app.accountId, migrationId, runId }, 60_000)
      expect(run.status).toBe('awaiting_approval')
    } finally {
      await heir.stop()
    }
    if (!soak) expect(killedWhileReading).toBeGreaterThan(0)
    const ids = await extracted(runId)
    for (const stream of streams) expect(ids[stream]).toEqual(harbour.rows[stream].map(({ id }) => id))
    const connection = await selectConnection(app.store, connectionId)
    expect(connection?.last_snapshot?.streams.map(({ name, records }) => [name, records])).toEqual([
      ['contacts', 1000],
      ['companies', 500],
      ['visits', 2000],
    ])
    expect(JSON.stringify(connection?.stream_state['contacts'])).toContain(harbour.rows.contacts.at(-1)!.updated_at)
    // What the killed have left goes; what counts stays.
    await sweepGarbage(app, new AbortController().signal)
    expect(await extracted(runId)).toEqual(ids)
  }
}, 3_600_000)
