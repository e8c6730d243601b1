import { findTemplates } from '../store/queries/find-templates.ts'
import type { TemplateRow } from '../store/queries/select-templates.ts'
import type { Queryable } from '../store/store.ts'
import { notFound } from './error-reply.ts'

/** The account's template at its newest version. Throws `template_not_found`, for another account's as well. */
export async function findTemplate(store: Queryable, accountId: string, slug: string): Promise<TemplateRow> {
  const [row] = await findTemplates(store, accountId, { slugs: [slug] })
  if (!row) throw notFound('template_not_found', 'template')
  return row
}
