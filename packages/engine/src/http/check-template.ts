import type { TemplateColumn } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError, type ErrorDetail } from '../errors.ts'
import { findTemplates } from '../store/queries/find-templates.ts'
import { selectLinkingTemplates } from '../store/queries/select-linking-templates.ts'
import type { TemplateRow } from '../store/queries/select-templates.ts'
import type { Queryable } from '../store/store.ts'
import { checkColumns, checkPatterns } from '../template/index.ts'

type Checked = { slug: string; id: string | null; columns: readonly TemplateColumn[] }

/**
 * Refuses a template whose columns cannot be used.
 *
 * @throws EngineError `template_invalid` (repeated names, rules that lack what they need), `pattern_invalid` with the
 * place in the pattern, `link_target_unknown`; each with a detail for every place.
 */
export async function checkTemplate(
  app: Pick<App, 'store' | 'readDuckdb'>,
  accountId: string,
  template: Checked,
): Promise<void> {
  refuse('template_invalid', 'The columns cannot be used', checkColumns(template.columns))
  if (template.columns.some((column) => typeof column.strictRule === 'string')) {
    const problems = await app.readDuckdb((db) => checkPatterns(db, template.columns))
    refuse('pattern_invalid', 'A pattern cannot be used', problems)
  }
  refuse('link_target_unknown', 'A link leads nowhere', await checkLinks(app.store, accountId, template))
}

/** Refuses a change after which links of other templates would lead nowhere. @throws EngineError `template_in_use`. */
export async function checkLinkedColumns(
  store: Queryable,
  accountId: string,
  { id, slug }: { id: string; slug: string },
  left: readonly TemplateColumn[],
): Promise<void> {
  const names = new Set(left.map((column) => column.name))
  const broken = (await selectLinkingTemplates(store, accountId, { id, slug })).flatMap((other) =>
    linksOf(other.columns)
      .filter(({ target }) => target.templateId === id || target.templateSlug === slug)
      .filter(({ target }) => !names.has(target.columnName))
      .map(({ column, target }) => ({
        path: `${other.slug}.${column}`,
        message: `links to ${slug}.${target.columnName}`,
      })),
  )
  if (broken.length === 0) return
  throw new EngineError(
    'template_in_use',
    `Columns of other templates link here: ${broken.map(({ path }) => path).join(', ')}. Change their link rules first.`,
    { details: broken },
  )
}

const linksOf = (columns: readonly TemplateColumn[]) =>
  columns.flatMap((column, index) =>
    column.desiredRule === 'link'
      ? (column.linkRule ?? []).map((target, at) => ({
          column: column.name,
          path: `columns.${index}.linkRule.${at}`,
          target,
        }))
      : [],
  )

/** A link may lead to another template that is there, or to a column of the template itself. */
async function checkLinks(store: Queryable, accountId: string, template: Checked): Promise<ErrorDetail[]> {
  const links = linksOf(template.columns)
  if (links.length === 0) return []
  const slugs = links.flatMap(({ target }) => target.templateSlug ?? [])
  const ids = links.flatMap(({ target }) => target.templateId ?? [])
  const found = await findTemplates(store, accountId, { slugs, ids })
  const self = { slug: template.slug, id: template.id, columns: template.columns }
  const others: Pick<TemplateRow, 'slug' | 'id' | 'columns'>[] = found.filter((row) => row.id !== template.id)
  return links.flatMap(({ path, target }) => {
    const linked = [self, ...others].find(
      (row) => row.slug === target.templateSlug || (row.id !== null && row.id === target.templateId),
    )
    const name = target.templateSlug ?? target.templateId ?? ''
    if (!linked) return [{ path, message: `there is no template "${name}"; create it first` }]
    const known = linked.columns.some((column) => column.name === target.columnName)
    return known ? [] : [{ path, message: `the template "${linked.slug}" has no column "${target.columnName}"` }]
  })
}

function refuse(
  code: 'template_invalid' | 'pattern_invalid' | 'link_target_unknown',
  what: string,
  details: ErrorDetail[],
) {
  const [first] = details
  if (!first) return
  const more = details.length > 1 ? ` (and ${details.length - 1} more, see details)` : ''
  throw new EngineError(code, `${what}. ${first.path}: ${first.message}.${more}`, { details: details.slice(0, 100) })
}
