import type { Template } from '@godwit/contract'
import { sql } from '../../sql/quote.ts'
import type { Derived } from '../match/score-pair.ts'
import { isOutside } from '../shape/outside.ts'
import { shapedRows } from '../shape/shaped-rows.ts'
import type { Probe, View } from '../shape/view.ts'
import type { Draft } from './draft.ts'
import { naturalKey } from './natural-key.ts'
import { identifying } from './plan-rows.ts'

/** Records that stand in this share of the rows or more are the rows themselves. */
const nearlyAll = 0.9

/** Whether another template is filled from the same view. */
export const isShared = (template: Template, view: View, chosenViews: ReadonlyMap<string, View>): boolean =>
  [...chosenViews].some(([slug, other]) => slug !== template.slug && other === view)

/**
 * The template columns whose values tell the records of a draft apart where they are fewer than the rows that they stand
 * in, so that one row is to be made of each; null where every row is a record.
 */
export async function derivedKey(
  draft: Draft,
  chosenViews: ReadonlyMap<string, View>,
  templates: readonly Template[],
  probe: Probe,
): Promise<string[] | null> {
  const name = identifying(draft)
  const key = name === null ? undefined : draft.columns.get(name)
  const shared = isShared(draft.template, draft.view, chosenViews)
  if (name !== null && key?.assigned) {
    const { candidate } = key.assigned
    if (candidate.ref !== draft.view.ref) return null
    if (key.generated) return shared ? [name] : null
    const { profile } = candidate
    const filled = profile.row_count * (1 - profile.empty_share)
    const uniqueness = filled === 0 ? 1 : profile.distinct_count / filled
    if (uniqueness < 0.5) return [name]
    if (uniqueness >= 0.999 && profile.empty_share === 0) return null
    return shared ? [name] : null
  }
  if (name !== null || !shared || isOfParents(draft, chosenViews, templates)) return null
  return fewerThanRows(draft, probe)
}

/** Whether a draft's records belong to those of another template in the same rows, or are counted: then they are the rows. */
const isOfParents = (draft: Draft, chosenViews: ReadonlyMap<string, View>, templates: readonly Template[]): boolean =>
  [...draft.intents.values()].some(
    ({ link, position }) =>
      position === true ||
      link?.some(({ templateSlug, templateId }) =>
        templates.some(
          ({ slug, id }) =>
            (slug === templateSlug || id === templateId) &&
            slug !== draft.template.slug &&
            chosenViews.get(slug) === draft.view,
        ),
      ),
  )

/** A template without a unique column: one row for each different record that the rows speak of. */
async function fewerThanRows(draft: Draft, probe: Probe): Promise<string[] | null> {
  const key = naturalKey(draft, '')
  const relation = shapedRows(draft.view)
  if (key.length === 0 || relation === null || key.some(({ sql: cell }) => isOutside(cell))) return null
  const cells = key.map(({ sql: cell }) => `lower(trim(${cell}))`)
  const [row] = await probe(
    sql(
      `SELECT count(*)::BIGINT AS records, coalesce(sum(n), 0)::BIGINT AS rows FROM (SELECT count(*) AS n FROM ${relation} WHERE ${cells[0]} <> '' GROUP BY ${cells.join(', ')})`,
    ),
  )
  if (Number(row?.['records'] ?? 0) >= nearlyAll * Number(row?.['rows'] ?? 0)) return null
  return draft.template.columns.flatMap(({ name }) => {
    const candidate = draft.columns.get(name)?.assigned?.candidate
    return candidate && key.includes(candidate) ? [name] : []
  })
}

/** What the templates that share a view call each other's keys; null for the template whose own rows these are. */
export function derivedFrom(
  template: Template,
  view: View,
  chosenViews: ReadonlyMap<string, View>,
  templates: readonly Template[],
): Derived | null {
  const keys = new Map<string, string[]>()
  for (const other of templates) {
    if (other === template || chosenViews.get(other.slug) !== view) continue
    for (const { name, linkRule } of other.columns) {
      for (const target of linkRule ?? []) {
        if (target.templateSlug !== template.slug && target.templateId !== template.id) continue
        keys.set(target.columnName, [...(keys.get(target.columnName) ?? []), name])
      }
    }
  }
  return keys.size === 0 ? null : { keys }
}
