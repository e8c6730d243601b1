import type { TableProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { Draft } from './draft.ts'

/** Values pointed out in one sheet at most, those in most rows first. */
const valuesAtMost = 20

/**
 * Values that are probably slips are imported as they are and pointed out, with what was probably meant. Nothing is
 * changed by itself. Columns with a list of allowed values have a say of their own about what is not in it.
 */
export function pointOutSuspects(draft: Draft, profile: TableProfile | undefined): void {
  const { view } = draft
  if (!profile || view.union || draft.groupBy !== null) return
  let left = valuesAtMost
  for (const { column, value, suggestion, evidence } of profile.suspects) {
    for (const [name, { assigned }] of draft.columns) {
      if (left === 0) return
      if (assigned?.candidate.ref !== view.ref || assigned.candidate.label !== column) continue
      if (draft.intents.get(name)!.options || isMapped(draft, name, value)) continue
      draft.review.push({
        column: name,
        when: `trim(${assigned.candidate.sql}) = ${text(value.trim())}`,
        message: `May be a slip of "${suggestion}". ${evidence}`.slice(0, 500),
      })
      left -= 1
    }
  }
}

const isMapped = (draft: Draft, name: string, value: string): boolean =>
  Object.keys(draft.valueMaps[name] ?? {}).some((known) => known.trim().toLowerCase() === value.trim().toLowerCase())
