import type { Template } from '@godwit/contract'
import type { View } from '../shape/view.ts'
import { type Assigned, assignColumns } from './assign-columns.ts'
import type { Intent } from './intent.ts'
import { nameSimilarity } from './name-similarity.ts'

/** How much of a template a view can fill: 0..1 and a little for its name. */
export type ViewScore = { view: View; score: number; filled: number }

/** All views by how well they fill a template, best first. Required and unique columns count double. */
export function rankViews(
  template: Template,
  intents: ReadonlyMap<string, Intent>,
  views: readonly View[],
  chosen?: ReadonlyMap<string, string | null>,
): ViewScore[] {
  return views
    .filter(({ list }) => list === undefined || isAbout(template, intents, list))
    .map((view) => {
      const candidates = view.candidates.map((candidate) => ({ candidate, tableWords: view.words, factor: 1 }))
      const assigned = assignColumns({
        template,
        intents,
        candidates,
        except: new Set(),
        ...(chosen ? { chosen } : {}),
      })
      let total = 0
      let won = 0
      for (const column of template.columns) {
        const weight = 1 + (column.required ? 0.5 : 0) + (column.unique ? 1 : 0)
        total += weight
        won += weight * (assigned.get(column.name)?.score.score ?? 0)
      }
      const named = Math.max(
        0,
        ...view.words.map((word) => Math.max(nameSimilarity(template.name, word), nameSimilarity(template.slug, word))),
      )
      return {
        view,
        score:
          won / total +
          0.2 * named +
          (view.slice || view.layers ? 0.05 : 0) +
          worthReshaping(view, [...assigned.values()]),
        filled: assigned.size,
      }
    })
    .sort((a, b) => b.score - a.score)
}

/** Whether records of a template are the entries of a list: it is called so, or has little beside one and links. */
export function isAbout(template: Template, intents: ReadonlyMap<string, Intent>, list: string): boolean {
  const likeness = (name: string) => nameSimilarity(name, list)
  if (Math.max(likeness(template.name), likeness(template.slug)) >= 0.6) return true
  const links = template.columns.filter(({ name }) => intents.get(name)!.link !== null)
  const others = template.columns.filter(({ name }) => intents.get(name)!.link === null)
  const named = template.columns.some(({ name }) => likeness(name) >= 0.6)
  return links.length > 0 && named && others.length <= 2
}

/** Rows are reshaped for a template that reads what the reshaping makes, and for no other. */
function worthReshaping(view: View, assigned: readonly Assigned[]): number {
  if (!view.candidates.some(({ made }) => made)) return 0
  const used = assigned.filter(({ candidate }) => candidate.made).length
  return used === 0 ? -0.2 : (0.12 * used) / assigned.length
}

/** Templates in an order in which what a link points to comes before what links. Circles keep their given order. */
export function parentsFirst(templates: readonly Template[]): Template[] {
  const ordered: Template[] = []
  const visiting = new Set<Template>()
  const visit = (template: Template): void => {
    if (ordered.includes(template) || visiting.has(template)) return
    visiting.add(template)
    for (const target of template.columns.flatMap(({ linkRule }) => linkRule ?? [])) {
      const parent = templates.find(({ id, slug }) => id === target.templateId || slug === target.templateSlug)
      if (parent && parent !== template) visit(parent)
    }
    ordered.push(template)
  }
  for (const template of templates) visit(template)
  return ordered
}
