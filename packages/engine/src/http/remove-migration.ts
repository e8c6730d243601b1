import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { deleteMigration } from '../store/queries/delete-migration.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { markMigrationDeleted } from '../store/queries/mark-migration-deleted.ts'
import { selectActiveRun } from '../store/queries/select-active-run.ts'
import { selectDeletedMigrations } from '../store/queries/select-deleted-migrations.ts'
import { notFound } from './error-reply.ts'

/** A removal that is older than this is not under way in some process any more. */
const abandonedMs = 10 * 60 * 1000

/**
 * Removes a migration: from the moment its row is marked nobody sees it, then storage is emptied, and the row goes
 * last. A crash in between leaves a marked row, from which `finishRemovals` carries on.
 *
 * @throws EngineError `migration_not_found`, `migration_busy` while a run is active.
 */
export async function removeMigration(
  app: Pick<App, 'store' | 'storage' | 'now'>,
  accountId: string,
  migrationId: string,
): Promise<void> {
  await app.store.transaction(async (tx) => {
    const migration = await lockMigration(tx, migrationId)
    if (migration?.account_id !== accountId) throw notFound('migration_not_found', 'migration')
    const active = await selectActiveRun(tx, migrationId)
    if (active) {
      throw new EngineError('migration_busy', `The run ${active.id} is active. Cancel it, then remove the migration.`, {
        details: [{ path: 'active_run_id', message: active.id }],
      })
    }
    await markMigrationDeleted(tx, migrationId, app.now())
  })
  await finishRemoval(app, migrationId)
}

/** Carries on with removals that were cut short. Any number of processes may do it at once. */
export async function finishRemovals(app: Pick<App, 'store' | 'storage' | 'now'>): Promise<void> {
  const abandoned = await selectDeletedMigrations(app.store, new Date(app.now().getTime() - abandonedMs))
  for (const id of abandoned) await finishRemoval(app, id)
}

async function finishRemoval(app: Pick<App, 'store' | 'storage'>, migrationId: string): Promise<void> {
  for (const room of ['files', 'staged', 'sheets']) await app.storage.remove(`${room}/${migrationId}/`)
  await deleteMigration(app.store, migrationId)
}
