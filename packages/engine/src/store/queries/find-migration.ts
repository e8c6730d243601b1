import type { Queryable } from '../store.ts'
import { type MigrationRow, migrationFields } from './select-migrations.ts'

/** The account's migration with this id or this external id; null when there is none. */
export async function findMigration(
  store: Queryable,
  accountId: string,
  { id = null, externalId = null }: { id?: string | null; externalId?: string | null },
): Promise<MigrationRow | null> {
  const rows = await store.query<MigrationRow>(
    `SELECT ${migrationFields} FROM migrations m
     WHERE m.account_id = $1 AND m.deleted_at IS NULL AND (m.id = $2 OR m.external_id = $3)`,
    [accountId, id, externalId],
  )
  return rows[0] ?? null
}
