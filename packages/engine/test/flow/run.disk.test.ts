import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { EngineError } from '../../src/errors.ts'
import { attemptsDir } from '../../src/run/attempts-dir.ts'
import { createRun, startWorker } from '../../src/run/index.ts'
import { waitForRun } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let unmount = () => {}

beforeEach(async () => {
  app = await openTestApp()
})
afterEach(async () => {
  unmount()
  unmount = () => {}
  await app?.close()
})

/** A disk of its own, as small as asked for; false where this user may not mount one. */
function mountSmallDisk(path: string, megabytes: number): boolean {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status === 0
  if (mounted) unmount = () => void spawnSync('umount', ['-l', path])
  return mounted
}

async function expectOutOfDisk(worked: App) {
  const { accountId } = app
  const migrationId = await seedMigration(app, accountId, peopleSeed(300_000))
  const worker = await startWorker(worked)
  try {
    const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
    const run = await waitForRun({ app, accountId, migrationId, runId }, ['failed'])
    expect(run).toMatchObject({ error_code: 'out_of_disk', attempt: 1, error: expect.stringContaining('disk is full') })
    await expect.poll(() => app.storage.list(`staged/${migrationId}/`)).toEqual([])
    expect(await app.storage.list(`sheets/${migrationId}/`)).toEqual([])
    const [migration] = await app.store.query('SELECT status, preview_run_id FROM migrations WHERE id = $1', [
      migrationId,
    ])
    expect(migration).toEqual({ status: 'ready', preview_run_id: null })
  } finally {
    await worker.stop()
  }
}

test('a disk that fills up while staging fails the run and keeps nothing', async ({ skip }) => {
  await mkdir(attemptsDir(app), { recursive: true })
  if (!mountSmallDisk(attemptsDir(app), 2)) skip('this user may not mount a small disk')
  await expectOutOfDisk(app)
})

test('a disk that is full when the table is handed to storage fails the run and keeps nothing', async () => {
  // Linux's always-full device gives the kernel's own ENOSPC to a real write stream.
  const adopt = async (_key: string, localPath: string): Promise<never> => {
    try {
      await pipeline(createReadStream(localPath), createWriteStream('/dev/full'))
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
      throw new EngineError('out_of_disk', 'The disk is full. Free some space, then try again.', { cause })
    }
    throw new Error('the device took everything')
  }
  await expectOutOfDisk({ ...app, storage: { ...app.storage, adopt } })
})
