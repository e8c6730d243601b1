import type { Queryable } from '../store.ts'
import { type ConnectionRow, connectionFields } from './connection-row.ts'

/** One connection by its id; null when it is gone. Ids are not checked against any account. */
export async function selectConnection(store: Queryable, id: string): Promise<ConnectionRow | null> {
  const rows = await store.query<ConnectionRow>(
    `SELECT ${connectionFields} FROM source_connections c WHERE c.id = $1`,
    [id],
  )
  return rows[0] ?? null
}
