import type { Queryable } from '../store.ts'

/** Removes a connection, and with it every secret of it. Its extractors stay, for audit. */
export async function deleteConnection(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM source_connections WHERE id = $1', [id])
}
