import type { Queryable } from '../store.ts'

/** The value that all processes share under `name`: `proposed` if nobody has made one yet. */
export async function ensureServerValue(store: Queryable, name: string, proposed: string): Promise<string> {
  const rows = await store.query<{ value: string }>(
    `WITH made AS (
       INSERT INTO server_values (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING value
     )
     SELECT value FROM made UNION ALL SELECT value FROM server_values WHERE name = $1`,
    [name, proposed],
  )
  // Another process was faster within this very statement: what it has made is visible to the next one.
  return rows[0]?.value ?? ensureServerValue(store, name, proposed)
}
