import type { Queryable } from '../store.ts'

/** From now on nobody sees the migration; its row goes once its storage is empty. */
export async function markMigrationDeleted(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query('UPDATE migrations SET deleted_at = $2 WHERE id = $1', [id, now])
}
