import type { Queryable } from '../store.ts'

/** Removes a file of a migration, arrived or only announced, and gives its storage key; null when there is none. */
export async function deleteFile(tx: Queryable, migrationId: string, id: string): Promise<string | null> {
  const rows = await tx.query<{ storage_key: string }>(
    'DELETE FROM files WHERE migration_id = $1 AND id = $2 RETURNING storage_key',
    [migrationId, id],
  )
  return rows[0]?.storage_key ?? null
}
