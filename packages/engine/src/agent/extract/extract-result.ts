import type { DiscoveredStream } from '@godwit/contract'

/** What became of one stream: read to its end, or left out because it could not be. */
export type ExtractedStream = Pick<DiscoveredStream, 'name' | 'primary_key'> & {
  /** Only what has changed since the last extraction was asked for. */
  merges: boolean
  deleted_field: string[] | null
  records: number
  bytes: number
  /** Objects of records in storage. */
  objects: number
  /** Where the next incremental reading begins; null without. */
  cursor: Record<string, unknown> | null
  /** Null: read to its end. */
  error: { code: string; message: string } | null
}

/** What was taken over from one connection. */
export type ExtractedConnection = {
  connection_id: string
  source_key: string
  source_name: string
  extractor_id: string
  mode: 'full' | 'incremental'
  streams: ExtractedStream[]
}

/** Which connections a run reads: those that the migration had when it began. */
export type ExtractChoice = { connections: string[] }

/** Result of `extract`. `waiting`: for credentials; the step is done again when they have come. */
export type ExtractResult = { waiting: true } | { waiting?: false; connections: ExtractedConnection[] }

/** What a run has extracted; empty for one that reads files only. */
export function extractedConnections(finished: ReadonlyMap<string, unknown>): ExtractedConnection[] {
  const result = finished.get('extract') as ExtractResult | undefined
  return result && !result.waiting ? result.connections : []
}
