import { insertEvents, type NewEvent } from '../store/queries/insert-events.ts'
import type { Queryable } from '../store/store.ts'

export type { NewEvent }

/**
 * Adds events to the thread of a migration, inside the transaction that makes what they tell true. Holds the
 * migration's row lock until that commits, so call it late in a transaction.
 */
export async function appendEvents(
  tx: Queryable,
  migrationId: string,
  runId: string | null,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  await insertEvents(tx, migrationId, runId, events)
}
