import type { Queryable } from '../store.ts'
import { type TemplateRow, templateFields } from './select-templates.ts'

/** Those of the account's templates that have one of these slugs or ids, at their newest versions. */
export function findTemplates(
  store: Queryable,
  accountId: string,
  { slugs = [], ids = [] }: { slugs?: readonly string[]; ids?: readonly string[] },
): Promise<TemplateRow[]> {
  return store.query<TemplateRow>(
    `SELECT ${templateFields} FROM templates t CROSS JOIN LATERAL (
       SELECT * FROM template_versions WHERE template_id = t.id ORDER BY version DESC LIMIT 1
     ) v
     WHERE t.account_id = $1 AND t.archived_at IS NULL AND (t.slug = ANY ($2) OR t.id = ANY ($3)) ORDER BY t.id`,
    [accountId, slugs, ids],
  )
}
