import type { Queryable } from '../store.ts'
import { type TemplateRow, templateFields } from './select-templates.ts'

/** The account's other templates, at their newest versions, that have a link rule to this one. */
export function selectLinkingTemplates(
  store: Queryable,
  accountId: string,
  { id, slug }: { id: string; slug: string },
): Promise<TemplateRow[]> {
  return store.query<TemplateRow>(
    `SELECT ${templateFields} FROM templates t CROSS JOIN LATERAL (
       SELECT * FROM template_versions WHERE template_id = t.id ORDER BY version DESC LIMIT 1
     ) v
     WHERE t.account_id = $1 AND t.archived_at IS NULL AND t.id <> $2
       AND (v.columns @> $3::jsonb OR v.columns @> $4::jsonb) ORDER BY t.id`,
    [
      accountId,
      id,
      JSON.stringify([{ desiredRule: 'link', linkRule: [{ templateSlug: slug }] }]),
      JSON.stringify([{ desiredRule: 'link', linkRule: [{ templateId: id }] }]),
    ],
  )
}
