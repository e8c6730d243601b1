import type { Queryable } from '../store.ts'

/** Before the first preview, a migration is `ready` exactly while it has an uploaded file or a source connection. */
export async function setMigrationReadiness(tx: Queryable, migrationId: string): Promise<void> {
  await tx.query(
    `UPDATE migrations m SET status = CASE
       WHEN EXISTS (SELECT FROM files f WHERE f.migration_id = m.id AND f.uploaded_at IS NOT NULL)
         OR EXISTS (SELECT FROM source_connections c WHERE c.migration_id = m.id) THEN 'ready'
       ELSE 'awaiting_files' END
     WHERE m.id = $1 AND m.status IN ('awaiting_files', 'ready')`,
    [migrationId],
  )
}
