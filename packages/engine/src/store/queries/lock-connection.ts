import type { Queryable } from '../store.ts'

/** Locks a connection until commit, so that its secrets change one after another; false when it is gone. */
export async function lockConnection(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.query('SELECT id FROM source_connections WHERE id = $1 FOR NO KEY UPDATE', [id])
  return rows.length > 0
}
