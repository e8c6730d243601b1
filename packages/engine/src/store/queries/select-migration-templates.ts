import type { Template } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** A template as the migration has pinned it, with the id of its sheet in the workbook. */
export type MigrationTemplate = { template: Template; sheet_id: string }

type Row = Omit<Template, 'created_at' | 'updated_at'> & { sheet_id: string; created_at: Date; updated_at: Date }

/** The templates of a migration, in its order, at the versions that it pins. */
export async function selectMigrationTemplates(store: Queryable, migrationId: string): Promise<MigrationTemplate[]> {
  const rows = await store.query<Row>(
    `SELECT t.id, t.slug, v.name, v.description, v.version, v.columns, t.created_at, v.created_at AS updated_at, mt.sheet_id
     FROM migration_templates mt
     JOIN templates t ON t.id = mt.template_id
     JOIN template_versions v ON v.template_id = mt.template_id AND v.version = mt.version
     WHERE mt.migration_id = $1 ORDER BY mt.position`,
    [migrationId],
  )
  return rows.map(({ sheet_id, created_at, updated_at, ...template }) => ({
    sheet_id,
    template: { ...template, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() },
  }))
}
