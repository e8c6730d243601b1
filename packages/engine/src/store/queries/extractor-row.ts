import type { ExtractorBody } from '@godwit/contract'

/** A row of `extractors`: one frozen version of a connection's extraction program. */
export type ExtractorRow = {
  id: string
  migration_id: string
  connection_id: string
  source_key: string
  version: number
  parent_id: string | null
  run_id: string | null
  /** SHA-256 of the body's canonical JSON. */
  hash: string
  body: ExtractorBody
  created_at: Date
}

export const extractorColumns =
  'id, migration_id, connection_id, source_key, version, parent_id, run_id, hash, body, created_at'
