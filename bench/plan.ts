import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp } from '../packages/engine/src/app.ts'
import { parseConfig } from '../packages/engine/src/config.ts'
import { createRun, readRun, startWorker } from '../packages/engine/src/run/index.ts'
import { seedMigration } from '../packages/engine/test/support/seed-migration.ts'
import { wideTables } from './support/wide-tables.ts'

export const about =
  'a generate of 40 files × 60 columns × 50,000 rows into 12 templates, step by step; arguments: files, columns, rows'

/** Runs a whole generate on a server of its own and prints how long each step took, and its share. */
export default async function main([files = '40', columns = '60', rows = '50000']: string[]): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'godwit-bench-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const app = opened.adopt(
    await openApp(parseConfig({ GODWIT_DATA_DIR: join(folder, 'data'), GODWIT_LOG_LEVEL: 'error' })),
    (it) => it.close(),
  )
  const [account] = await app.store.query<{ id: string }>('SELECT id FROM accounts')
  const seed = wideTables({ files: Number(files), columns: Number(columns), rows: Number(rows) })
  const migrationId = await seedMigration(app, account!.id, seed)
  opened.adopt(await startWorker(app), (it) => it.stop())
  const { run_id } = await createRun(app, account!.id, migrationId, { kind: 'generate' })
  let status = 'queued'
  let error: string | undefined
  while (status === 'queued' || status === 'running') {
    await sleep(200)
    ;({ status, error } = (await readRun(app, account!.id, migrationId, run_id)) as { status: string; error?: string })
  }
  const steps = await app.store.query<{ step: string; ms: number }>(
    `SELECT step.step, extract(epoch FROM step.finished_at - lag(step.finished_at, 1, runs.started_at) OVER (ORDER BY step.finished_at)) * 1000 AS ms
     FROM run_steps step JOIN runs ON runs.id = step.run_id WHERE step.run_id = $1 ORDER BY step.finished_at`,
    [run_id],
  )
  const total = steps.reduce((sum, { ms }) => sum + Number(ms), 0)
  console.log(
    `${files} files × ${columns} columns × ${Number(rows).toLocaleString('en')} rows into ${seed.templates.length} templates: ${(total / 1000).toFixed(1)} s, ${status}${error ? `: ${error}` : ''}`,
  )
  const phases = new Map<string, number>()
  for (const { step, ms } of steps) {
    const phase = step.split('/')[0]!
    phases.set(phase, (phases.get(phase) ?? 0) + Number(ms))
  }
  for (const [phase, ms] of phases)
    console.log(
      `  ${phase.padEnd(12)} ${(ms / 1000).toFixed(1).padStart(8)} s  ${((ms / total) * 100).toFixed(0).padStart(3)} %`,
    )
}
