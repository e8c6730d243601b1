import type { Queryable } from '../store.ts'

/** Pins the versions of templates that a migration starts with, in their order; each gets its sheet's stable id. */
export async function insertMigrationTemplates(
  store: Queryable,
  migrationId: string,
  templates: readonly { id: string; version: number; sheet_id: string }[],
): Promise<void> {
  await store.query(
    `INSERT INTO migration_templates (migration_id, position, template_id, version, sheet_id)
     SELECT $1, item.position - 1, item.id, item.version, item.sheet_id
     FROM unnest($2::uuid[], $3::int[], $4::uuid[]) WITH ORDINALITY AS item (id, version, sheet_id, position)`,
    [
      migrationId,
      templates.map((template) => template.id),
      templates.map((template) => template.version),
      templates.map((template) => template.sheet_id),
    ],
  )
}
