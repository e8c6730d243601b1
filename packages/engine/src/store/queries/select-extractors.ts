import type { Queryable } from '../store.ts'
import { type ExtractorRow, extractorColumns } from './extractor-row.ts'

/** Every version of a connection's extractor, oldest first; still there when the connection is gone. */
export function selectExtractors(store: Queryable, connectionId: string): Promise<ExtractorRow[]> {
  return store.query<ExtractorRow>(
    `SELECT ${extractorColumns} FROM extractors WHERE connection_id = $1 ORDER BY version`,
    [connectionId],
  )
}
