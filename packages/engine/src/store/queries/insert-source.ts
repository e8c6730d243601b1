import type { Queryable } from '../store.ts'

/** Adds a source. Throws StoreConflict `sources_name` when the account has one of that name. */
export async function insertSource(
  store: Queryable,
  row: { id: string; account_id: string; name: string; logo_url: string | null; created_at: Date },
): Promise<void> {
  await store.query('INSERT INTO sources (id, account_id, name, logo_url, created_at) VALUES ($1, $2, $3, $4, $5)', [
    row.id,
    row.account_id,
    row.name,
    row.logo_url,
    row.created_at,
  ])
}
