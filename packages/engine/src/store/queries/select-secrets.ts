import type { Queryable } from '../store.ts'
import type { SecretRow } from './secret-row.ts'

/** The sealed secrets of a connection, by field. */
export function selectSecrets(store: Queryable, connectionId: string): Promise<SecretRow[]> {
  return store.query<SecretRow>(
    `SELECT connection_id, field, master_key_id, sealed_key, sealed_value FROM secrets
     WHERE connection_id = $1 ORDER BY field`,
    [connectionId],
  )
}
