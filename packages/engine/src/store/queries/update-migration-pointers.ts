import type { MigrationStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** Makes a run's sheets the ones that count: as the preview, or as what has been imported. */
export async function updateMigrationPointers(
  tx: Queryable,
  migrationId: string,
  { status, previewRunId, executeRunId }: { status: MigrationStatus; previewRunId?: string; executeRunId?: string },
): Promise<void> {
  await tx.query(
    `UPDATE migrations SET status = $2, preview_run_id = coalesce($3::uuid, preview_run_id),
       execute_run_id = coalesce($4::uuid, execute_run_id)
     WHERE id = $1`,
    [migrationId, status, previewRunId ?? null, executeRunId ?? null],
  )
}
