import type { Queryable } from '../store.ts'

/** Forgets sheets that the migration no longer points at; their objects are garbage from then on. */
export async function deleteSupersededSheetSets(tx: Queryable, migrationId: string): Promise<void> {
  await tx.query(
    `DELETE FROM sheet_sets s USING migrations m
     WHERE m.id = s.migration_id AND m.id = $1
       AND s.run_id IS DISTINCT FROM m.preview_run_id AND s.run_id IS DISTINCT FROM m.execute_run_id`,
    [migrationId],
  )
}
