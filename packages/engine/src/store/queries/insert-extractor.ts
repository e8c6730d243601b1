import type { ExtractorBody } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Keeps a new version of a connection's extraction program, and makes it the one that the connection is bound to. */
export async function insertExtractor(
  tx: Queryable,
  extractor: {
    id: string
    migrationId: string
    connectionId: string
    version: number
    parentId: string | null
    runId: string
    hash: string
    body: ExtractorBody
  },
): Promise<void> {
  const { id, migrationId, connectionId, version, parentId, runId, hash, body } = extractor
  await tx.query(
    `WITH added AS (
       INSERT INTO extractors (id, migration_id, connection_id, source_key, version, parent_id, run_id, hash, body)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb) RETURNING id, connection_id
     )
     UPDATE source_connections SET bound_extractor_id = added.id FROM added
     WHERE source_connections.id = added.connection_id`,
    [id, migrationId, connectionId, body.source_key, version, parentId, runId, hash, toJsonb(body)],
  )
}
