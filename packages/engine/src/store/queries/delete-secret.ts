import type { Queryable } from '../store.ts'

/** Destroys the secret of one field. */
export async function deleteSecret(tx: Queryable, connectionId: string, field: string): Promise<void> {
  await tx.query('DELETE FROM secrets WHERE connection_id = $1 AND field = $2', [connectionId, field])
}
