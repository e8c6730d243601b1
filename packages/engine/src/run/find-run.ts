import { EngineError } from '../errors.ts'
import type { MigrationState } from '../store/queries/lock-migration.ts'
import type { RunRow } from '../store/queries/run-row.ts'
import { selectMigrationState } from '../store/queries/select-migration-state.ts'
import { selectRun } from '../store/queries/select-run.ts'
import type { Queryable } from '../store/store.ts'

/** A migration of the account. @throws EngineError `migration_not_found`, for another account's as well. */
export async function findMigration(store: Queryable, accountId: string, migrationId: string): Promise<MigrationState> {
  const migration = await selectMigrationState(store, accountId, migrationId)
  if (!migration) throw migrationNotFound()
  return migration
}

/** A run of the account's migration. @throws EngineError `migration_not_found`, `run_not_found`. */
export async function findRun(
  store: Queryable,
  accountId: string,
  migrationId: string,
  runId: string,
): Promise<RunRow> {
  await findMigration(store, accountId, migrationId)
  const run = await selectRun(store, migrationId, runId)
  if (!run) throw new EngineError('run_not_found', 'There is no such run in this migration.')
  return run
}

export const migrationNotFound = () => new EngineError('migration_not_found', 'There is no such migration.')
