import type { Queryable } from '../store.ts'

/** The account that was made first; undefined in a new store. */
export async function findFirstAccount(store: Queryable): Promise<{ id: string } | undefined> {
  const rows = await store.query<{ id: string }>('SELECT id FROM accounts ORDER BY created_at, id LIMIT 1')
  return rows[0]
}
