import type { Queryable } from '../store.ts'

/** Runs of all accounts that have not ended. */
export async function selectActiveRunIds(store: Queryable): Promise<Set<string>> {
  const rows = await store.query<{ id: string }>(`SELECT id FROM runs WHERE status IN ('queued', 'running', 'blocked')`)
  return new Set(rows.map((row) => row.id))
}
