import type { Inclusion, RecipeJoin } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { fold } from '../match/name-words.ts'
import { renamed } from './renamed.ts'
import type { View } from './view.ts'

/** Another table in reach along a foreign key: its columns under the join's alias. */
export type Reach = { view: View; join: RecipeJoin; fk: string; key: string; share: number; candidates: Candidate[] }

/** SQL that compares two values as the inclusion found them to agree. */
export function equality(left: string, right: string, by: Inclusion['by']): string {
  if (by === 'digits') return `ltrim(digits(${left}), '0') = ltrim(digits(${right}), '0')`
  return `lower(clean_text(${left})) = lower(clean_text(${right}))`
}

/** Tables that a view's rows point to: by a column whose values are mostly keys of the other table. */
export function reachFrom(view: View, views: readonly View[], inclusions: readonly Inclusion[]): Reach[] {
  const reaches: Reach[] = []
  for (const inclusion of inclusions) {
    if (inclusion.from.table !== view.table.name || inclusion.to.table === view.table.name || inclusion.share < 0.5)
      continue
    const other = views.find(({ table, slice }) => table.name === inclusion.to.table && slice === null)
    const key = other?.candidates.find(({ label }) => label === inclusion.to.column)
    if (!other || !key || !isNearlyKey(key)) continue
    // Two lists of the same people include each other's keys; that is a union, not a lookup.
    const back = inclusions.some(
      ({ from, to, share }) =>
        share >= 0.4 &&
        from.table === inclusion.to.table &&
        from.column === inclusion.to.column &&
        to.table === view.table.name &&
        to.column === inclusion.from.column,
    )
    const fk = view.candidates.find(({ label }) => label === inclusion.from.column)
    // A reshaped view need not have the column any more.
    if (!fk || fk.label !== fk.column) continue
    if (back && isNearlyKey(fk)) continue
    if (reaches.some((reach) => reach.view === other && reach.share >= inclusion.share)) continue
    reaches.push(reachAlong(view, other, inclusion))
  }
  return reaches
}

/** The join along one inclusion. */
export function reachAlong(view: View, other: View, inclusion: Inclusion): Reach {
  const alias = aliasOf(`${other.ref}_by_${inclusion.from.column}`)
  const join: RecipeJoin = {
    input: other.ref,
    as: alias,
    on: equality(`${view.ref}.${ident(inclusion.from.column)}`, `${alias}.${ident(inclusion.to.column)}`, inclusion.by),
    expect: 'many_to_one',
  }
  const candidates = other.candidates.map((candidate) => ({
    ...candidate,
    ref: alias,
    sql: renamed(candidate.sql, other.ref, alias),
  }))
  return { view: other, join, fk: inclusion.from.column, key: inclusion.to.column, share: inclusion.share, candidates }
}

/** A name for a joined input that fits the grammar of refs. */
export function aliasOf(text: string): string {
  const bare = fold(text)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
  return /^[a-z]/.test(bare) ? bare : `j_${bare}`.slice(0, 60)
}

export const isNearlyKey = ({ profile }: Candidate): boolean => {
  const filled = profile.row_count * (1 - profile.empty_share)
  return filled > 0 && profile.distinct_count / filled >= 0.9
}
