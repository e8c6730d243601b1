import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp } from '../../packages/engine/src/app.ts'
import { parseConfig } from '../../packages/engine/src/config.ts'
import { createRun, readRun, startWorker } from '../../packages/engine/src/run/index.ts'
import { insertConnection } from '../../packages/engine/src/store/queries/insert-connection.ts'
import { seedMigration } from '../../packages/engine/test/support/seed-migration.ts'

/**
 * A whole run of a server of its own that pulls from an API, up to where every record is durable.
 *
 * @returns how long the extraction took, in milliseconds, and how many records the store counts.
 */
export async function extractByRun(
  manifest: object,
  host: string,
  streams: string[],
): Promise<{ ms: number; count: number }> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'godwit-bench-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'connectors', 'bench'), { recursive: true })
  await writeFile(join(folder, 'connectors', 'bench', 'connector.yaml'), JSON.stringify(about))
  await writeFile(join(folder, 'connectors', 'bench', 'manifest.yaml'), JSON.stringify(manifest))
  const config = parseConfig({
    GODWIT_DATA_DIR: join(folder, 'data'),
    GODWIT_CONNECTORS_DIR: join(folder, 'connectors'),
    GODWIT_ALLOW_PRIVATE_HOSTS: host,
    GODWIT_LOG_LEVEL: 'error',
  })
  const app = opened.adopt(await openApp(config), (it) => it.close())
  const [account] = await app.store.query<{ id: string }>('SELECT id FROM accounts')
  const template = { slug: 'people', name: 'People', columns: [{ name: 'email' }] }
  const migrationId = await seedMigration(app, account!.id, { templates: [template], files: [] })
  await insertConnection(app.store, {
    id: app.newId(),
    migration_id: migrationId,
    profile_id: null,
    source_key: 'bench',
    config: {},
    selected_streams: streams,
    stream_state: {},
  })
  opened.adopt(await startWorker(app), (it) => it.stop())
  const { run_id } = await createRun(app, account!.id, migrationId, { kind: 'generate' })
  for (;;) {
    await sleep(50)
    const [read] = await app.store.query<{ ms: number }>(
      `SELECT extract(epoch FROM step.finished_at - runs.started_at) * 1000 AS ms
       FROM run_steps step JOIN runs ON runs.id = step.run_id WHERE step.step = 'extract' AND run_id = $1`,
      [run_id],
    )
    if (read) {
      const [counted] = await app.store.query<{ count: number }>(
        'SELECT sum(records) AS count FROM extraction_batches WHERE run_id = $1',
        [run_id],
      )
      return { ms: Number(read.ms), count: Number(counted!.count) }
    }
    const { status, error } = await readRun(app, account!.id, migrationId, run_id)
    if (status === 'failed') throw new Error(error)
  }
}

const about = {
  key: 'bench',
  name: 'Bench',
  category: 'test',
  docs_url: 'https://example.com/docs',
  logo: 'logo.svg',
  guidance: { summary: 'A local API.', steps: ['Nothing to do.'], links: [] },
}
