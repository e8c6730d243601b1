import type { MigrationStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** What runs need to know of their migration. */
export type MigrationState = {
  id: string
  account_id: string
  name: string
  status: MigrationStatus
  preview_run_id: string | null
  execute_run_id: string | null
}

/**
 * Locks a migration until commit; null when it is gone or being removed. Whoever locks a migration and its run takes
 * the migration first, so that two of them never wait for each other.
 */
export async function lockMigration(tx: Queryable, migrationId: string): Promise<MigrationState | null> {
  const rows = await tx.query<MigrationState>(
    `SELECT id, account_id, name, status, preview_run_id, execute_run_id FROM migrations
     WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
    [migrationId],
  )
  return rows[0] ?? null
}
