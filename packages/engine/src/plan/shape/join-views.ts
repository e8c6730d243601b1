import type { Inclusion, RecipeJoin } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold } from '../match/name-words.ts'
import { renamed } from './renamed.ts'
import type { View } from './view.ts'

/** Another table in reach along a foreign key: its columns under the join's alias. */
export type Reach = {
  view: View
  join: RecipeJoin
  /** The foreign key's column, and the SQL that yields it. */
  fk: string
  fkSql: string
  key: string
  share: number
  candidates: Candidate[]
  /** The table that holds the foreign key, where it is itself looked up. */
  via?: Reach
}

/** SQL that compares two values as the inclusion found them to agree. */
export function equality(left: string, right: string, by: Inclusion['by']): string {
  if (by === 'digits') return `ltrim(digits(${left}), '0') = ltrim(digits(${right}), '0')`
  return `lower(clean_text(${left})) = lower(clean_text(${right}))`
}

/**
 * Tables that a view's rows point to: by a column whose values are mostly keys of the other table, by several columns
 * that are its key together, or by way of a table that is pointed to.
 */
export function reachFrom(view: View, views: readonly View[], inclusions: readonly Inclusion[]): Reach[] {
  const direct = reachDirectly(view, view.ref, views, inclusions)
  const byKeys = reachByKeys(view, views, inclusions, direct)
  const known = new Set([view.table.name, ...[...direct, ...byKeys].map((reach) => reach.view.table.name)])
  const further: Reach[] = []
  for (const reach of direct) {
    for (const next of reachDirectly(reach.view, reach.join.as, views, inclusions)) {
      if (known.has(next.view.table.name)) continue
      known.add(next.view.table.name)
      further.push({ ...next, via: reach })
    }
  }
  return [...direct, ...byKeys, ...further]
}

/** `as` is the name under which the view's rows are read. */
function reachDirectly(view: View, as: string, views: readonly View[], inclusions: readonly Inclusion[]): Reach[] {
  const reaches: Reach[] = []
  for (const inclusion of inclusions) {
    if (inclusion.from.table !== view.table.name || inclusion.to.table === view.table.name || inclusion.share < 0.5)
      continue
    const other = wholeOf(inclusion.to.table, views)
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
    reaches.push(reachAlong(as, other, [inclusion]))
  }
  return reaches
}

/** All rows of a table, with those of the files that are stacked upon it. */
const wholeOf = (table: string, views: readonly View[]): View | undefined => {
  const whole = views.filter((view) => view.table.name === table && view.slice === null)
  return whole.find(({ layers }) => layers !== undefined) ?? whole.find(({ ref, base }) => ref === base) ?? whole[0]
}

/** Tables that no single column points to, but several columns together do. */
function reachByKeys(
  view: View,
  views: readonly View[],
  inclusions: readonly Inclusion[],
  direct: readonly Reach[],
): Reach[] {
  const others = new Set(views.map(({ table }) => table.name))
  return [...others].flatMap((table) => {
    const other = wholeOf(table, views)
    if (!other || table === view.table.name || direct.some((reach) => reach.view === other)) return []
    for (const key of other.keys.filter(({ length }) => length > 1)) {
      const pairs = pairKey(view, other, key, inclusions)
      if (pairs !== null) return [reachAlong(view.ref, other, pairs)]
    }
    return []
  })
}

/** For each column of a key, the inclusion of another column of the view in it; null where one has none. */
export function pairKey(
  view: View,
  other: View,
  key: readonly string[],
  inclusions: readonly Inclusion[],
): Inclusion[] | null {
  const found: Inclusion[] = []
  for (const name of key) {
    const best = inclusions
      .filter(
        ({ from, to, share }) =>
          from.table === view.table.name &&
          to.table === other.table.name &&
          to.column === name &&
          share >= 0.5 &&
          view.candidates.some(({ label, column }) => label === column && label === from.column) &&
          !found.some((each) => each.from.column === from.column),
      )
      .map((inclusion) => ({ inclusion, likeness: inclusion.share + nameSimilarity(inclusion.from.column, name) }))
      .sort((a, b) => b.likeness - a.likeness)[0]
    if (!best) return null
    found.push(best.inclusion)
  }
  return found
}

/** The join along inclusions of columns read under the name `as`: one, or those of the parts of a key. */
export function reachAlong(as: string, other: View, along: readonly Inclusion[]): Reach {
  const columns = along.map(({ from }) => from.column)
  const alias = aliasOf(`${other.ref}_by_${columns.join('_')}`)
  const [first] = along as [Inclusion, ...Inclusion[]]
  const join: RecipeJoin = {
    input: other.ref,
    as: alias,
    on: along
      .map(({ from, to, by }) => equality(`${as}.${ident(from.column)}`, `${alias}.${ident(to.column)}`, by))
      .join(' AND '),
    expect: 'many_to_one',
  }
  const candidates = other.candidates.map((candidate) => ({
    ...candidate,
    ref: alias,
    sql: renamed(candidate.sql, other.ref, alias),
  }))
  return {
    view: other,
    join,
    fk: columns.join(' and '),
    fkSql: `${as}.${ident(first.from.column)}`,
    key: along.length === 1 ? first.to.column : '',
    share: Math.min(...along.map(({ share }) => share)),
    candidates,
  }
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
