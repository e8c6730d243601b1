import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { connectionNotFound } from '../source/index.ts'
import { deleteConnection } from '../store/queries/delete-connection.ts'
import { lockConnection } from '../store/queries/lock-connection.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import type { RunRow } from '../store/queries/run-row.ts'
import { selectActiveRun } from '../store/queries/select-active-run.ts'
import { selectRun } from '../store/queries/select-run.ts'
import { setMigrationReadiness } from '../store/queries/set-migration-readiness.ts'
import { notFound } from './error-reply.ts'

/**
 * Removes a connection and destroys its secrets. What was extracted stays with the migration, the extractor for audit.
 *
 * @throws EngineError `migration_not_found`, `connection_not_found`, `connection_in_use` while a run pulls from it.
 */
export async function detachConnection(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  connectionId: string,
): Promise<void> {
  await app.store.transaction(async (tx) => {
    const migration = await lockMigration(tx, migrationId)
    if (migration?.account_id !== accountId) throw notFound('migration_not_found', 'migration')
    const active = await selectActiveRun(tx, migrationId)
    const run = active && (await selectRun(tx, migrationId, active.id))
    if (run && pullsFromSources(run)) {
      throw new EngineError('connection_in_use', `The run ${run.id} pulls from this connection. Cancel it first.`, {
        details: [{ path: 'active_run_id', message: run.id }],
      })
    }
    if (!(await lockConnection(tx, connectionId))) throw connectionNotFound()
    await deleteConnection(tx, connectionId)
    await setMigrationReadiness(tx, migrationId)
  })
}

/** A blocked run holds nothing: it may lose its connection, and says so when it goes on. */
const pullsFromSources = (run: RunRow): boolean =>
  run.kind === 'generate' && run.status !== 'blocked' && run.input.extract_via_api !== false
