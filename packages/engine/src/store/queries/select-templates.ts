import type { TemplateColumn } from '@godwit/contract'
import type { Queryable } from '../store.ts'

/** A template at one version; `updated_at` is when that version was made. */
export type TemplateRow = {
  id: string
  slug: string
  name: string
  description: string
  version: number
  columns: TemplateColumn[]
  /** By column name: what drafting proposed. Null when a person wrote the version whole. */
  drafted: Record<string, TemplateColumn> | null
  created_at: Date
  updated_at: Date
}

/** The columns of a TemplateRow, for statements that join `templates t` and `template_versions v`. */
export const templateFields = `t.id, t.slug, v.name, v.description, v.version, v.columns, v.drafted, t.created_at,
  v.created_at AS updated_at`

/** The account's templates at their newest versions, oldest template first, after `afterId`. */
export function selectTemplates(
  store: Queryable,
  accountId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<TemplateRow[]> {
  return store.query<TemplateRow>(
    `SELECT ${templateFields} FROM templates t CROSS JOIN LATERAL (
       SELECT * FROM template_versions WHERE template_id = t.id ORDER BY version DESC LIMIT 1
     ) v
     WHERE t.account_id = $1 AND t.archived_at IS NULL AND ($2::uuid IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3`,
    [accountId, afterId, limit],
  )
}
