import type { App } from '../app.ts'
import { loseConnection, removeRunObjects } from '../run/index.ts'
import { connectionNotFound } from '../source/index.ts'
import { deleteConnection } from '../store/queries/delete-connection.ts'
import { lockConnection } from '../store/queries/lock-connection.ts'
import { lockMigration } from '../store/queries/lock-migration.ts'
import { selectConnection } from '../store/queries/select-connection.ts'
import { setMigrationReadiness } from '../store/queries/set-migration-readiness.ts'
import { notFound } from './error-reply.ts'

/**
 * Removes a connection and destroys its secrets. What was extracted stays with the migration, the extractor for audit.
 * A run that only waits for this connection ends by it, or goes on with what else there is.
 *
 * @throws EngineError `migration_not_found`, `connection_not_found`, `connection_in_use` while a run pulls from it.
 */
export async function detachConnection(
  app: Pick<App, 'store' | 'storage' | 'log' | 'connectors'>,
  accountId: string,
  migrationId: string,
  connectionId: string,
): Promise<void> {
  const { failedRunId } = await app.store.transaction(async (tx) => {
    const migration = await lockMigration(tx, migrationId)
    if (migration?.account_id !== accountId) throw notFound('migration_not_found', 'migration')
    const connection = (await lockConnection(tx, connectionId)) ? await selectConnection(tx, connectionId) : null
    if (!connection) throw connectionNotFound()
    const lost = await loseConnection(app, tx, connection)
    await deleteConnection(tx, connectionId)
    await setMigrationReadiness(tx, migrationId)
    return lost
  })
  if (failedRunId !== null) await removeRunObjects(app, migrationId, failedRunId)
}
