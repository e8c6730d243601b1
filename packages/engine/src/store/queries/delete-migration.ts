import type { Queryable } from '../store.ts'

/** Removes a migration that is marked as deleted, with every row that belongs to it. */
export async function deleteMigration(store: Queryable, id: string): Promise<void> {
  await store.query('DELETE FROM migrations WHERE id = $1 AND deleted_at IS NOT NULL', [id])
}
