import type { EventType } from '@godwit/contract'
import type { Queryable } from '../store.ts'

export type EventRow = {
  sequence: number
  type: EventType
  data: Record<string, unknown>
  created_at: Date
  run_id: string | null
}

export type EventPage = {
  events: EventRow[]
  /** The migration's newest sequence in the same snapshot. */
  last_sequence: number
}

/** Events after `after` of the given types, oldest first; null when the migration is gone. */
export async function selectEvents(
  store: Queryable,
  migrationId: string,
  { after, types, limit }: { after: number; types: readonly EventType[]; limit: number },
): Promise<EventPage | null> {
  // One statement, so that the events and the newest sequence are of one snapshot.
  const rows = await store.query<EventPage>(
    `SELECT m.last_sequence, coalesce(page.events, '[]') AS events
     FROM migrations m LEFT JOIN LATERAL (
       SELECT jsonb_agg(to_jsonb(item) ORDER BY item.sequence) AS events FROM (
         SELECT sequence, type, data, created_at, run_id FROM events
         WHERE migration_id = m.id AND sequence > $2 AND type = ANY ($3) ORDER BY sequence LIMIT $4
       ) item
     ) page ON true
     WHERE m.id = $1`,
    [migrationId, after, types, limit],
  )
  const page = rows[0]
  if (!page) return null
  // Inside JSON a time is text.
  return { ...page, events: page.events.map((event) => ({ ...event, created_at: new Date(event.created_at) })) }
}
