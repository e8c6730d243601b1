import { type IncludeLevel, includeLevels, type ThreadEvent } from '@godwit/contract'
import { selectEvents } from '../store/queries/select-events.ts'
import type { Queryable } from '../store/store.ts'

/** The most events that one read gives. */
export const maxEventsPerRead = 500

export type ThreadPage = {
  events: ThreadEvent[]
  /**
   * How far this page has read: nothing of the asked-for types stands between it and the last event given. Passing it
   * as the next `after` loses and doubles nothing; on the last page it is the thread's newest sequence.
   */
  last_sequence: number
}

/** Events after `after` that `include` shows, at most 500, oldest first. Null when there is no such migration. */
export async function readEvents(
  store: Queryable,
  migrationId: string,
  { after = 0, include = 'user', limit = maxEventsPerRead }: { after?: number; include?: IncludeLevel; limit?: number },
): Promise<ThreadPage | null> {
  const size = Math.min(Math.max(limit, 1), maxEventsPerRead)
  const page = await selectEvents(store, migrationId, { after, types: includeLevels[include], limit: size })
  if (!page) return null
  const events = page.events.map((event) => ({ ...event, created_at: event.created_at.toISOString() }))
  const full = events.length === size
  return { events, last_sequence: full ? (events.at(-1)?.sequence ?? page.last_sequence) : page.last_sequence }
}
