import type { RecipeBody, Template } from '@godwit/contract'
import { findChanges, findLosses, findPoorSheets } from './compare-measures.ts'
import { applyEdits, type Edit, nameOf, refuseEdit } from './edits.ts'
import type { Mask } from './mask.ts'
import type { DryRun, Measured } from './measure.ts'

/** What became of proposals so far: the recipe with those that were taken, and what it gives. */
export type Proposals = {
  recipe: RecipeBody
  measured: Measured
  taken: Edit[]
  /** What was proposed and not taken, as `template.column`. */
  refused: Set<string>
  /** Columns that a person is being asked about, as `template.column`: they are not the model's to decide. */
  open: ReadonlySet<string>
  /** Dry runs so far: each costs a pass over the data. */
  tries: number
}

const mostTries = 60

export type Tried = { taken: true; changed: string[] } | { taken: false; reasons: string[] }

type Setting = {
  templates: readonly Template[]
  by: string
  said?: string
  mask: Mask
  dryRun: DryRun
}

/**
 * Tries edits on top of what has been taken: the same check as every recipe passes, then a dry run, then a comparison.
 * They are taken together or not at all; `state` changes only then.
 */
export async function tryEdits(
  state: Proposals,
  edits: readonly Edit[],
  { templates, by, said, mask, dryRun }: Setting,
): Promise<Tried> {
  const refuse = (reasons: string[]): Tried => {
    for (const edit of edits) state.refused.add(nameOf(edit))
    // What the checker quotes may be what a stand-in stood for.
    return { taken: false, reasons: reasons.slice(0, 10).map((reason) => mask.text(reason)) }
  }
  const early = edits.flatMap((edit) =>
    refuseEdit(edit, { recipe: state.recipe, templates, open: state.open, ...(said ? { said } : {}) }),
  )
  if (early.length > 0) return refuse(early)
  const taken = edits.filter((edit) => edit.kind === 'sheet' && isUsed(state.measured, edit.edit.table))
  if (taken.length > 0) return refuse(['the rows of that table are used already'])
  if (state.tries >= mostTries)
    return refuse([`${mostTries} proposals have been tried, which is all that one run tries`])
  state.tries += 1
  const recipe = applyEdits(state.recipe, edits, by)
  if (!recipe) return refuse(['the result would not be a recipe'])
  const measured = await dryRun(recipe)
  if ('problems' in measured) return refuse(measured.problems.map(({ path, message }) => `${path}: ${message}`))
  const losses = [...findLosses(state.measured, measured), ...findPoorSheets(state.measured, measured)]
  if (losses.length > 0) return refuse(losses)
  const changed = findChanges(state.measured, measured)
  if (changed.length === 0) return refuse(['nothing would be different'])
  state.recipe = recipe
  state.measured = measured
  state.taken.push(...edits)
  for (const edit of edits) state.refused.delete(nameOf(edit))
  return { taken: true, changed }
}

const isUsed = ({ used }: Measured, table: string): boolean =>
  [...used].some((column) => column.startsWith(`${table}\t`))
