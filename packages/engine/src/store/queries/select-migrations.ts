import type { MigrationStatus } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** A migration as clients see it, before times become text. */
export type MigrationRow = {
  id: string
  name: string
  source: { id: string; name: string } | null
  status: MigrationStatus
  templates: { slug: string; name: string }[]
  external_id: string | null
  workbook_id: string
  default_profile_id: string
  created_at: Date
}

/** The columns of a MigrationRow, for statements over `migrations m`. */
export const migrationFields = `m.id, m.name, m.status, m.external_id, m.workbook_id, m.created_at,
  (SELECT json_build_object('id', s.id, 'name', s.name) FROM sources s WHERE s.id = m.source_id) AS source,
  (SELECT p.id FROM profiles p WHERE p.migration_id = m.id AND p.is_default) AS default_profile_id,
  (SELECT coalesce(json_agg(json_build_object('slug', t.slug, 'name', v.name) ORDER BY mt.position), '[]')
   FROM migration_templates mt JOIN templates t ON t.id = mt.template_id
     JOIN template_versions v ON v.template_id = mt.template_id AND v.version = mt.version
   WHERE mt.migration_id = m.id) AS templates`

export type MigrationFilter = {
  status: MigrationStatus | null
  externalId: string | null
  /** Part of the name, in any case. */
  search: string | null
}

/** The account's migrations, newest first, before the migration `beforeId`. */
export function selectMigrations(
  store: Queryable,
  accountId: string,
  { status, externalId, search }: MigrationFilter,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<MigrationRow[]> {
  return store.query<MigrationRow>(
    `SELECT ${migrationFields} FROM migrations m
     WHERE m.account_id = $1 AND m.deleted_at IS NULL AND ($2::text IS NULL OR m.status = $2)
       AND ($3::text IS NULL OR m.external_id = $3)
       AND ($4::text IS NULL OR position(lower($4) IN lower(m.name)) > 0)
       AND ($5::uuid IS NULL OR m.id < $5)
     ORDER BY m.id DESC LIMIT $6`,
    [accountId, status, externalId, search, beforeId, limit],
  )
}
