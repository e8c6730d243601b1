import { activeRunStatuses } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** How many runs stand in each active status, those with none included. */
export async function countActiveRuns(store: Queryable): Promise<Record<string, number>> {
  const rows = await store.query<{ status: string; runs: number }>(
    'SELECT status, count(*) AS runs FROM runs WHERE status = ANY ($1) GROUP BY status',
    [[...activeRunStatuses]],
  )
  const counts = Object.fromEntries(activeRunStatuses.map((status) => [status, 0]))
  for (const { status, runs } of rows) counts[status] = runs
  return counts
}
