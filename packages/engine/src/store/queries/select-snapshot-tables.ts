import type { StagedTable } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** The staged streams of the newest extraction of a connection that ended well; empty when there is none. */
export async function selectSnapshotTables(
  store: Queryable,
  migrationId: string,
  connectionId: string,
): Promise<StagedTable[]> {
  const rows = await store.query<{ tables: StagedTable[] }>(
    `SELECT step.result -> 'tables' AS tables
     FROM runs JOIN run_steps step ON step.run_id = runs.id AND step.step = 'stage'
     WHERE runs.migration_id = $1 AND runs.kind = 'generate' AND runs.status = 'awaiting_approval'
       AND EXISTS (SELECT FROM extraction_batches b WHERE b.run_id = runs.id AND b.connection_id = $2)
     ORDER BY runs.id DESC LIMIT 1`,
    [migrationId, connectionId],
  )
  return (rows[0]?.tables ?? []).filter(
    ({ source }) => source.kind === 'stream' && source.connection_id === connectionId,
  )
}
