import type { Queryable } from '../store.ts'

export type NewMigration = {
  id: string
  account_id: string
  name: string
  source_id: string | null
  external_id: string | null
  workbook_id: string
  created_at: Date
}

/** Adds a migration. Throws StoreConflict `migrations_external_id` when the account has one with that external id. */
export async function insertMigration(store: Queryable, row: NewMigration): Promise<void> {
  await store.query(
    `INSERT INTO migrations (id, account_id, name, source_id, external_id, workbook_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.account_id, row.name, row.source_id, row.external_id, row.workbook_id, row.created_at],
  )
}
