import type { View } from '../shape/view.ts'
import type { ViewScore } from './choose-views.ts'
import { type Gain, solveAssignment } from './solve-assignment.ts'

/** A view must fill this share of a template (weighted) to be taken for it. */
const leastView = 0.25
/** One template over its own file: whatever is recognised is better than nothing. */
const leastAlone = 0.12
/** What it costs a template to be filled from a view that fills another one: a file of its own that fits as well wins. */
const sharingCost = 0.05

/**
 * Which view fills each template, decided for all templates at once: the greatest sum of what views fill, where a view
 * may fill several templates (rows that hold two objects) but prefers to fill one. `ranked` holds each template's views,
 * best first; templates that no view fills are left out.
 */
export function settleViews(ranked: ReadonlyMap<string, readonly ViewScore[]>): Map<string, View> {
  const slugs = [...ranked.keys()]
  const least = slugs.length === 1 ? leastAlone : leastView
  const views = [...new Set([...ranked.values()].flatMap((scores) => scores.map(({ view }) => view)))]
  const at = new Map(views.map((view, index) => [view, index]))
  const gains: Gain[] = []
  const fitting = slugs.map((slug) => ranked.get(slug)!.filter(({ score, filled }) => score >= least && filled > 0))
  for (const [row, scores] of fitting.entries()) {
    for (const { view, score } of scores) {
      // Each template has a place of its own in every view, beside the one place that costs nothing.
      gains.push({ row, column: at.get(view)!, gain: score })
      gains.push({ row, column: views.length * (row + 1) + at.get(view)!, gain: score - sharingCost })
    }
  }
  const solved = solveAssignment(slugs.length, views.length * (slugs.length + 1), gains)
  return new Map(
    slugs.flatMap((slug, row) => {
      const column = solved[row]
      return column === null || column === undefined ? [] : [[slug, views[column % views.length]!] as const]
    }),
  )
}
