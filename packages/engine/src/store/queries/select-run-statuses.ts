import type { RunStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** Where several runs stand; one that is gone is left out. */
export async function selectRunStatuses(store: Queryable, runIds: readonly string[]): Promise<Map<string, RunStatus>> {
  const rows = await store.query<{ id: string; status: RunStatus }>(
    'SELECT id, status FROM runs WHERE id = ANY ($1::uuid[])',
    [runIds],
  )
  return new Map(rows.map((row) => [row.id, row.status]))
}
