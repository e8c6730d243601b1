import type { EventType } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** The NOTIFY channel that tells followers of threads; the payload is the migration's id. */
export const threadChannel = 'godwit_thread'

/** An event before it has a sequence. */
export type NewEvent = { type: EventType; data: Record<string, unknown> }

/**
 * Adds events to a migration's thread and gives the sequence of the last one; null when the migration is gone. The
 * update takes the migration's row lock until commit, so sequences have no gaps and grow in the order of commits: who
 * has seen n has seen everything before n.
 */
export async function insertEvents(
  tx: Queryable,
  migrationId: string,
  runId: string | null,
  events: readonly NewEvent[],
): Promise<number | null> {
  const rows = await tx.query<{ last_sequence: number }>(
    `WITH moved AS (
       UPDATE migrations SET last_sequence = last_sequence + $3::int WHERE id = $1::uuid RETURNING id, last_sequence
     ), added AS (
       INSERT INTO events (migration_id, sequence, run_id, type, data, created_at)
       SELECT moved.id, moved.last_sequence - $3::int + item.position, $2::uuid,
              item.event ->> 'type', item.event -> 'data', clock_timestamp()
       FROM moved, jsonb_array_elements($4::jsonb) WITH ORDINALITY AS item (event, position)
     )
     SELECT last_sequence, pg_notify('${threadChannel}', id::text) FROM moved`,
    [migrationId, runId, events.length, toJsonb(events)],
  )
  return rows[0]?.last_sequence ?? null
}
