import type { Snapshot } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Records what an extraction that ended well has taken over, and where the next one goes on. */
export async function updateConnectionSync(
  tx: Queryable,
  connectionId: string,
  {
    extractorId,
    snapshot,
    streamState,
  }: { extractorId: string; snapshot: Snapshot; streamState: Record<string, unknown> },
): Promise<void> {
  await tx.query(
    `UPDATE source_connections SET last_snapshot = $2::jsonb, stream_state = $3::jsonb, last_sync_at = $4,
       synced_extractor_id = $5, updated_at = now()
     WHERE id = $1`,
    [connectionId, toJsonb(snapshot), toJsonb(streamState), snapshot.taken_at, extractorId],
  )
}
