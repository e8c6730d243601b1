import type { Snapshot } from '@godwit/contract'

/** A row of `source_connections`, with the account that its migration belongs to. Never a secret. */
export type ConnectionRow = {
  id: string
  account_id: string
  migration_id: string
  /** Null: bound to the workbook itself. */
  profile_id: string | null
  source_key: string
  config: Record<string, unknown>
  /** Null: the connector decides. */
  selected_streams: string[] | null
  /** State by stream; opaque to everyone but the source that made it. */
  stream_state: Record<string, Record<string, unknown>>
  bound_extractor_id: string | null
  /** The version by which the last extraction that ended well was read. */
  synced_extractor_id: string | null
  last_snapshot: Snapshot | null
  last_sync_at: Date | null
  created_at: Date
  updated_at: Date
  /** The fields whose secrets are on file. */
  secret_fields: string[]
}

/** The columns of a ConnectionRow, for statements over `source_connections c`. */
export const connectionFields = `c.id, c.migration_id, c.profile_id, c.source_key, c.config, c.selected_streams,
  c.stream_state, c.bound_extractor_id, c.synced_extractor_id, c.last_snapshot, c.last_sync_at, c.created_at, c.updated_at,
  (SELECT m.account_id FROM migrations m WHERE m.id = c.migration_id) AS account_id,
  (SELECT coalesce(array_agg(s.field ORDER BY s.field), '{}') FROM secrets s WHERE s.connection_id = c.id) AS secret_fields`
