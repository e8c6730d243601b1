import type { Queryable } from '../store.ts'

/** Renames a source or changes its logo. Throws StoreConflict `sources_name` when the name is taken. */
export async function updateSource(
  store: Queryable,
  accountId: string,
  { id, name, logo_url }: { id: string; name: string; logo_url: string | null },
): Promise<void> {
  await store.query('UPDATE sources SET name = $3, logo_url = $4 WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    name,
    logo_url,
  ])
}
