import type { Queryable } from '../store.ts'

/** The claims that hold a run now, by `lease_owner`. */
export async function selectLiveClaims(store: Queryable): Promise<Set<string>> {
  const rows = await store.query<{ lease_owner: string }>('SELECT lease_owner FROM runs WHERE lease_owner IS NOT NULL')
  return new Set(rows.map((row) => row.lease_owner))
}
