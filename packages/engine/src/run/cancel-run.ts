import type { Run } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { appendEvents } from '../thread/index.ts'
import { findRun } from './find-run.ts'
import { moveRun } from './move-run.ts'
import { removeRunObjects } from './remove-run-objects.ts'
import { renderRun } from './render-run.ts'

/**
 * Cancels a run: it counts as canceled from this moment. A worker that is on it is told by the store, stops within
 * moments and removes what it has made; nothing that it still does can count.
 *
 * @throws EngineError `migration_not_found`, `run_not_found`, `run_already_ended`.
 */
export async function cancelRun(
  app: Pick<App, 'store' | 'storage' | 'log'>,
  accountId: string,
  migrationId: string,
  runId: string,
): Promise<Run> {
  const before = await findRun(app.store, accountId, migrationId, runId)
  const canceled = await app.store.transaction(async (tx) => {
    await lockMigration(tx, migrationId)
    const run = await moveRun(tx, runId, 'cancel', { change: { finished: true, message: null } })
    if (run) await appendEvents(tx, migrationId, runId, [{ type: 'status', data: { status: 'canceled' } }])
    return run
  })
  if (!canceled) {
    const { status } = await findRun(app.store, accountId, migrationId, runId)
    throw new EngineError('run_already_ended', `This run has already ended (${status}), so it cannot be canceled.`)
  }
  // A running one is cleared by its worker, which may be writing at this moment.
  if (before.status !== 'running') await removeRunObjects(app, migrationId, runId)
  return renderRun(canceled)
}
