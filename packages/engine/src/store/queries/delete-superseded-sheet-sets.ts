import type { Queryable } from '../store.ts'

/** How many earlier previews stay, for comparing versions of the recipe with one another. */
const keptPreviews = 5

/**
 * Forgets sheets that the migration no longer points at, but for those of the last few versions of the recipe; the
 * objects of what is forgotten are garbage from then on.
 */
export async function deleteSupersededSheetSets(tx: Queryable, migrationId: string): Promise<void> {
  await tx.query(
    `DELETE FROM sheet_sets s USING migrations m
     WHERE m.id = s.migration_id AND m.id = $1
       AND s.run_id IS DISTINCT FROM m.preview_run_id AND s.run_id IS DISTINCT FROM m.execute_run_id
       AND s.run_id NOT IN (
         SELECT k.run_id FROM sheet_sets k JOIN runs r ON r.id = k.run_id
         WHERE k.migration_id = $1 AND r.kind <> 'execute' ORDER BY k.recipe_version DESC LIMIT $2
       )`,
    [migrationId, keptPreviews],
  )
}
