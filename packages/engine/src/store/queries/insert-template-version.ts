import type { TemplateColumn } from '@godwit/contract'
import type { Queryable } from '../store.ts'

export type TemplateVersion = {
  template_id: string
  version: number
  name: string
  description: string
  columns: readonly TemplateColumn[]
  drafted: Record<string, TemplateColumn> | null
  created_at: Date
}

export async function insertTemplateVersion(store: Queryable, row: TemplateVersion): Promise<void> {
  await store.query(
    `INSERT INTO template_versions (template_id, version, name, description, columns, drafted, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.template_id,
      row.version,
      row.name,
      row.description,
      JSON.stringify(row.columns),
      row.drafted === null ? null : JSON.stringify(row.drafted),
      row.created_at,
    ],
  )
}
