import type { Queryable } from '../store.ts'
import type { MigrationState } from './lock-migration.ts'

/** A migration of an account, without locking it; null when there is none or it is being removed. */
export async function selectMigrationState(
  store: Queryable,
  accountId: string,
  migrationId: string,
): Promise<MigrationState | null> {
  const rows = await store.query<MigrationState>(
    `SELECT id, account_id, name, status, preview_run_id, execute_run_id FROM migrations
     WHERE id = $1 AND account_id = $2 AND deleted_at IS NULL`,
    [migrationId, accountId],
  )
  return rows[0] ?? null
}
