import type { MigrationState } from '../store/queries/lock-migration.ts'
import { selectMigrationState } from '../store/queries/select-migration-state.ts'
import type { Queryable } from '../store/store.ts'
import { notFound } from './error-reply.ts'

/** The account's migration. Throws `migration_not_found`, for another account's as well. */
export async function findOwnMigration(store: Queryable, accountId: string, id: string): Promise<MigrationState> {
  const found = await selectMigrationState(store, accountId, id)
  if (!found) throw notFound('migration_not_found', 'migration')
  return found
}
