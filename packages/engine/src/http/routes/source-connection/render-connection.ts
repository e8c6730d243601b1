import type { SourceConnection } from '@godwit/contract'
import type { App } from '../../../app.ts'
import { missingFields } from '../../../source/index.ts'
import type { ConnectionRow } from '../../../store/queries/connection-row.ts'

/** A connection as clients see it; of its secrets, only whether everything needed is on file. */
export function renderConnection({ connectors }: Pick<App, 'connectors'>, row: ConnectionRow): SourceConnection {
  const connector = connectors.find(row.source_key)
  return {
    id: row.id,
    profile_id: row.profile_id,
    source_key: row.source_key,
    name: connector?.name ?? row.source_key,
    category: connector?.category ?? null,
    config: row.config,
    selected_streams: row.selected_streams,
    stream_state: row.stream_state,
    creds_configured:
      connector !== undefined &&
      missingFields(connector, row.config, row.secret_fields).length === 0 &&
      (row.secret_fields.length > 0 || Object.keys(connector.credentials_schema).length === 0),
    bound_source_extractor_id: row.bound_extractor_id,
    last_snapshot: row.last_snapshot,
    last_sync_at: row.last_sync_at?.toISOString() ?? null,
  }
}
