import type { ColumnProfile, Inclusion, Template } from '@godwit/contract'
import { ident, sql } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold } from '../match/name-words.ts'
import { profileValues } from './profile-values.ts'
import { shapedRows } from './shaped-rows.ts'
import type { Probe, View } from './view.ts'

/** From this share of common columns on two files hold the same records. */
const sameEnough = 0.8
/** Names of columns that mean the same are this alike; the kinds of their values must agree as well. */
const alikeNames = 0.75

/** A table of a stack, and for each column of the first table the one that it has for it. */
type Layer = { view: View; columns: ReadonlyMap<string, string> }

/**
 * Files that hold the same records (`contacts_2023`, `contacts_2024`; an office each) as one view each, beside the views
 * of the single files. Their columns may be in another order, and some called otherwise. Files that are called like
 * different templates are different things, however alike they look.
 */
export async function stackViews(
  wholes: readonly View[],
  templates: readonly Template[],
  taken: Set<string>,
  probe: Probe,
): Promise<View[]> {
  const stacks: View[] = []
  const left = [...wholes]
  while (left.length > 0) {
    const first = left.shift()!
    const layers: Layer[] = [{ view: first, columns: new Map(staged(first).map(({ label }) => [label, label])) }]
    for (const view of [...left]) {
      const columns = samePlaces(first, view)
      if (columns === null || callsItself(first, templates) !== callsItself(view, templates)) continue
      layers.push({ view, columns })
      left.splice(left.indexOf(view), 1)
    }
    if (layers.length < 2) continue
    stacks.push(await stackOf(layers, taken, probe))
  }
  return stacks
}

const staged = ({ candidates }: View): Candidate[] => candidates.filter(({ label, column }) => label === column)

/** The template that a table is called like; null where it is called like none. */
function callsItself(view: View, templates: readonly Template[]): string | null {
  const [best] = templates
    .map(({ slug, name }) => ({
      slug,
      likeness: Math.max(
        0,
        ...view.words.map((word) => Math.max(nameSimilarity(name, word), nameSimilarity(slug, word))),
      ),
    }))
    .sort((a, b) => b.likeness - a.likeness)
  return best && best.likeness >= 0.5 ? best.slug : null
}

/** For each column of one table its counterpart in another; null where too few have one. */
function samePlaces(first: View, other: View): Map<string, string> | null {
  const [own, theirs] = [staged(first), staged(other)]
  if (own.length < 2 || theirs.length < 2) return null
  const found = new Map<string, string>()
  const used = new Set<string>()
  const take = (a: Candidate, b: Candidate | undefined) => {
    if (!b || found.has(a.label) || used.has(b.label)) return
    found.set(a.label, b.label)
    used.add(b.label)
  }
  for (const candidate of own)
    take(
      candidate,
      theirs.find(({ label }) => fold(label) === fold(candidate.label)),
    )
  const exact = found.size
  const pairs = own
    .filter(({ label }) => !found.has(label))
    .flatMap((a) =>
      theirs
        .filter(({ label, profile }) => !used.has(label) && agree(a.profile, profile))
        .map((b) => ({ a, b, likeness: nameSimilarity(a.label, b.label) })),
    )
    .filter(({ likeness }) => likeness >= alikeNames)
    .sort((x, y) => y.likeness - x.likeness)
  for (const { a, b } of pairs) take(a, b)
  // A column or two called otherwise are the same file by another hand; nothing but likeness is a guess.
  const all = own.length + theirs.length - found.size
  return found.size >= sameEnough * all && exact >= 0.4 * found.size ? found : null
}

const agree = (a: ColumnProfile, b: ColumnProfile): boolean =>
  a.kind === b.kind || a.kind === 'empty' || b.kind === 'empty' || (isText(a) && isText(b))
const isText = ({ kind }: ColumnProfile): boolean =>
  ['text', 'person_name', 'first_name', 'last_name', 'organisation', 'city', 'street', 'enumeration'].includes(kind)

function stackOf(layers: readonly Layer[], taken: Set<string>, probe: Probe): Promise<View> {
  const [{ view: first }] = layers as [Layer, ...Layer[]]
  let ref = `all_${first.ref.slice(0, 50)}`
  while (taken.has(ref)) ref = `${ref}_2`
  taken.add(ref)
  const members = layers.map(({ view, columns }): View => {
    const renamed = [...columns].filter(
      ([own, theirs]) =>
        own.toLowerCase() !== theirs.toLowerCase() &&
        !view.candidates.some(({ label }) => label.toLowerCase() === own.toLowerCase()),
    )
    if (renamed.length > 0) {
      const expressions = renamed.map(([own, theirs]) => [own, `${view.ref}.${ident(theirs)}`])
      view.shape.push({ op: 'compute', columns: Object.fromEntries(expressions) })
    }
    return view
  })
  const base: View = {
    ...first,
    ref,
    keys: [],
    candidates: [],
    shape: [],
    union: members,
    layers: layers.map(({ view, columns }) => ({ table: view.table.name, columns })),
  }
  // What only some of the files have is empty in the rows of the others, and can be read all the same.
  const names = new Map<string, Candidate>()
  for (const { view, columns } of layers) {
    const counterparts = new Set(columns.values())
    for (const candidate of staged(view)) {
      if (view === first || !counterparts.has(candidate.label))
        names.set(candidate.label.toLowerCase(), names.get(candidate.label.toLowerCase()) ?? candidate)
    }
  }
  const rowCount = layers.reduce((sum, { view }) => sum + view.rowCount, 0)
  const candidates = [...names.values()].map((candidate, at): Candidate => {
    const parts = layers.flatMap(({ view, columns }) => {
      const label = columns.get(candidate.label) ?? candidate.label
      return staged(view).find((own) => own.label === label)?.profile ?? []
    })
    return {
      ref,
      table: first.table.name,
      column: candidate.label,
      label: candidate.label,
      sql: `${ref}.${ident(candidate.label)}`,
      profile: mergeProfiles(candidate.label, parts, rowCount),
      position: at,
    }
  })
  return proveKeys({ ...base, rowCount, candidates }, probe)
}

/** The profile of a column over several files, from those over each of them. */
function mergeProfiles(column: string, parts: readonly ColumnProfile[], rowCount: number): ColumnProfile {
  const values = new Map<string, number>()
  const dates = new Map<string, ColumnProfile['dates'][number]>()
  for (const part of parts) {
    for (const { value, count } of part.top_values) values.set(value, (values.get(value) ?? 0) + count)
    for (const fit of part.dates) {
      const known = dates.get(fit.format)
      dates.set(fit.format, known ? { ...fit, fits: known.fits + fit.fits, misfits: known.misfits + fit.misfits } : fit)
    }
  }
  const complete = parts.every(({ top_values, distinct_count }) => top_values.length >= distinct_count)
  const counted = [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  const filled = parts.reduce((sum, { row_count, empty_share }) => sum + row_count * (1 - empty_share), 0)
  return {
    ...profileValues({
      column,
      rowCount,
      values: counted.slice(0, 1000),
      // Where only the most frequent values are known, as many as if no two files had one in common.
      distinctCount: complete ? counted.length : parts.reduce((sum, { distinct_count }) => sum + distinct_count, 0),
      dates: [...dates.values()].sort((a, b) => b.fits - a.fits),
    }),
    empty_share: rowCount === 0 ? 0 : Math.round((1 - filled / rowCount) * 10_000) / 10_000,
    is_key: parts.length > 0 && filled === rowCount && parts.every(({ is_key }) => is_key),
  }
}

/** A key of each file is one of all of them only if no two files share a value. */
async function proveKeys(view: View, probe: Probe): Promise<View> {
  const keys = view.candidates.filter(({ profile }) => profile.is_key)
  const relation = shapedRows(view)
  if (keys.length === 0 || relation === null) return view
  const counts = keys.map(({ sql: cell }, at) => `count(DISTINCT trim(${cell}))::BIGINT AS k${at}`)
  const [row] = await probe(sql(`SELECT ${counts.join(', ')} FROM ${relation}`))
  return {
    ...view,
    candidates: view.candidates.map((candidate) => {
      const at = keys.indexOf(candidate)
      if (at < 0) return candidate
      const distinct = Number(row?.[`k${at}`] ?? 0)
      const profile = { ...candidate.profile, distinct_count: distinct, is_key: distinct === view.rowCount }
      return { ...candidate, profile }
    }),
  }
}

/** Inclusions as they are between stacks: what points to any of the files points to all of them together. */
export function stackInclusions(inclusions: readonly Inclusion[], views: readonly View[]): Inclusion[] {
  const places = new Map<string, { table: string; column: string }>()
  for (const view of views) {
    for (const { table, columns } of view.layers ?? [])
      for (const [own, theirs] of columns)
        places.set(JSON.stringify([table, theirs]), { table: view.table.name, column: own })
  }
  if (places.size === 0) return [...inclusions]
  const placed = (side: Inclusion['from']) => places.get(JSON.stringify([side.table, side.column])) ?? side
  const found = new Map<string, Inclusion>()
  for (const inclusion of inclusions) {
    const [from, to] = [placed(inclusion.from), placed(inclusion.to)]
    // Within a stack only what stands in one file says something: the others are the same column.
    if (from.table === to.table && inclusion.from.table !== inclusion.to.table) continue
    const key = JSON.stringify([from, to, inclusion.by])
    const known = found.get(key)
    const share = known ? Math.min(1, known.share + inclusion.share) : inclusion.share
    found.set(key, { ...inclusion, from, to, share: Math.round(share * 10_000) / 10_000 })
  }
  return [...found.values()]
}
