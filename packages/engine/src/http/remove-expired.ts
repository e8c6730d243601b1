import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { deleteOldJudgements } from '../store/queries/delete-old-judgements.ts'
import { insertAudit } from '../store/queries/insert-audit.ts'
import { selectExpiredMigrations } from '../store/queries/select-expired-migrations.ts'
import { removeMigration } from './remove-migration.ts'

/**
 * Removes the migrations that their account keeps no longer, as a person would (rows, files, secrets, thread), with a
 * line in the audit trail. What a source has learned from them stays: it holds nothing of a customer. Any number of
 * processes may do it at once.
 *
 * @returns how many were removed.
 */
export async function removeExpired(app: Pick<App, 'store' | 'storage' | 'now' | 'newId' | 'log'>): Promise<number> {
  const now = app.now()
  let removed = 0
  for (const { id, account_id } of await selectExpiredMigrations(app.store, now)) {
    try {
      await removeMigration(app, account_id, id)
    } catch (error) {
      // Taken up again, or removed by someone else, between the question and now: the next hour asks anew.
      if (error instanceof EngineError && passing.has(error.code)) continue
      throw error
    }
    await insertAudit(app.store, {
      id: app.newId(),
      account_id,
      actor: 'retention',
      action: 'migration.delete',
      target: id,
      request_id: null,
      address: null,
      created_at: now,
    })
    removed += 1
  }
  await deleteOldJudgements(app.store, now)
  if (removed > 0) app.log.info({ migrations: removed }, 'removed what accounts keep no longer')
  return removed
}

const passing = new Set(['migration_busy', 'migration_not_found'])
