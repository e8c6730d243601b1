import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { ConnectionRow } from './connection-row.ts'

/** What of a connection can change; what is left out stays. */
export type ConnectionChange = Partial<
  Pick<
    ConnectionRow,
    'config' | 'selected_streams' | 'stream_state' | 'bound_extractor_id' | 'last_snapshot' | 'last_sync_at'
  >
>

const casts: Record<keyof ConnectionChange, string> = {
  config: '::jsonb',
  selected_streams: '::text[]',
  stream_state: '::jsonb',
  bound_extractor_id: '::uuid',
  last_snapshot: '::jsonb',
  last_sync_at: '::timestamptz',
}

/** Changes a connection and marks it as the one updated last. Nothing happens when it is gone. */
export async function updateConnection(tx: Queryable, id: string, change: ConnectionChange): Promise<void> {
  const values: unknown[] = [id]
  const sets = Object.entries(casts).flatMap(([column, cast]) => {
    const value = change[column as keyof ConnectionChange]
    if (value === undefined) return []
    values.push(cast === '::jsonb' && value !== null ? toJsonb(value) : value)
    return [`${column} = $${values.length}${cast}`]
  })
  await tx.query(
    `UPDATE source_connections SET ${[...sets, 'updated_at = clock_timestamp()'].join(', ')} WHERE id = $1`,
    values,
  )
}
