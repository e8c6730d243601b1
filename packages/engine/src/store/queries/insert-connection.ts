import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { ConnectionRow } from './connection-row.ts'

export type NewConnection = Pick<
  ConnectionRow,
  'id' | 'migration_id' | 'profile_id' | 'source_key' | 'config' | 'selected_streams' | 'stream_state'
>

/** Adds a connection. Throws StoreConflict `source_connections_place` when this source key and profile have one. */
export async function insertConnection(tx: Queryable, row: NewConnection): Promise<void> {
  await tx.query(
    `INSERT INTO source_connections (id, migration_id, profile_id, source_key, config, selected_streams, stream_state)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb)`,
    [
      row.id,
      row.migration_id,
      row.profile_id,
      row.source_key,
      toJsonb(row.config),
      row.selected_streams,
      toJsonb(row.stream_state),
    ],
  )
}
