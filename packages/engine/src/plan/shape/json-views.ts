import type { ColumnProfile } from '@godwit/contract'
import { ident, text } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { fold } from '../match/name-words.ts'
import { profileValues } from './profile-values.ts'
import { renamedOp } from './reshaped-views.ts'
import type { View } from './view.ts'

/** Lists within lists are followed this far. */
const mostDepth = 2
const mostLeaves = 80

/** Elements of a list with the rows that they stand for; of a long table only the most frequent documents are known. */
type Elements = { value: unknown; count: number }[]

/**
 * A view for each column that holds JSON lists: one row for each element, with the element's leaves beside the columns of
 * the record that it belongs to.
 */
export function jsonViews(whole: View, taken: Set<string>): View[] {
  return whole.candidates
    .filter(({ label, column, profile }) => label === column && profile.kind === 'json')
    .flatMap((candidate) => {
      const elements: Elements = []
      for (const { value, count } of candidate.profile.top_values) {
        const parsed = parse(value)
        if (Array.isArray(parsed)) elements.push(...parsed.map((each: unknown) => ({ value: each, count })))
      }
      return elements.length === 0 ? [] : unnested(whole, candidate.column, elements, taken, 1)
    })
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

function unnested(above: View, column: string, elements: Elements, taken: Set<string>, depth: number): View[] {
  const word = column.split('.').at(-1)!
  const bare = fold(column)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  let ref = `${above.ref.slice(0, 36)}_${bare}`.slice(0, 58).replace(/_+$/, '')
  while (taken.has(ref)) ref = `${ref}_2`
  taken.add(ref)
  const rowCount = elements.reduce((sum, { count }) => sum + count, 0)
  const names = new Set(above.candidates.map(({ column: name }) => name.toLowerCase()))
  const free = (name: string) => (names.has(name.toLowerCase()) ? `${name} of ${column}` : name)
  const element = free(`${word} (element)`)
  const place = free(`${word} (place)`)
  const leaves = new Map<string, Map<string, number>>()
  const lists = new Map<string, Elements>()
  for (const { value, count } of elements) collect(value, '', count, leaves, lists)
  if (leaves.size > mostLeaves) return []
  const made = [...leaves].map(([path, values], at): Candidate => {
    const bare = path === '' ? word : path
    const label = names.has(bare.toLowerCase()) ? `${word} ${bare}` : bare
    return {
      ref,
      table: above.table.name,
      column: element,
      label,
      sql: `json_text(${ref}.${ident(element)}, ${text(path === '' ? '$' : `$.${path}`)})`,
      profile: profileOf(label, rowCount, values),
      position: above.candidates.length + at,
      made: true,
    }
  })
  const counted: Candidate = {
    ref,
    table: above.table.name,
    column: place,
    label: `${word} position`,
    sql: `${ref}.${ident(place)}`,
    profile: profileValues({ column: place, rowCount, values: [{ value: '1', count: rowCount }] }),
    position: above.candidates.length + made.length,
  }
  const view: View = {
    ...above,
    ref,
    keys: [],
    words: [word, ...above.words.map((name) => `${name} ${word}`)],
    rowCount,
    candidates: [
      ...above.candidates
        .filter((own) => own.column !== column && own.label === own.column)
        .map(({ made: _, ...own }) => ({
          ...own,
          ref,
          sql: `${ref}.${ident(own.column)}`,
          profile: { ...own.profile, is_key: false, row_count: rowCount },
        })),
      ...made,
      counted,
    ],
    shape: [
      ...above.shape.map((op) => renamedOp(op, above.ref, ref)),
      { op: 'unnest', column, as: element, at: place },
    ],
  }
  if (depth >= mostDepth) return [view]
  const deeper = [...lists].flatMap(([path, inner]) => {
    const name = `${word}.${path}`
    // The list within becomes a column first, so that it can be unnested like any other.
    const held: View = {
      ...view,
      candidates: [
        ...view.candidates.filter((own) => own.label === own.column),
        ...made.map(({ made: _, ...own }) => ({ ...own, label: `${word} ${own.label}` })),
      ],
      shape: [
        ...view.shape,
        { op: 'compute', columns: { [name]: `json_text(${ref}.${ident(element)}, ${text(`$.${path}`)})` } },
      ],
    }
    return unnestedBelow(held, name, inner, taken, depth + 1)
  })
  return [view, ...deeper]
}

/** The leaves of the element above are expressions over it, and stay so over the new name. */
function unnestedBelow(held: View, column: string, elements: Elements, taken: Set<string>, depth: number): View[] {
  return unnested(held, column, elements, taken, depth).map((view) => ({
    ...view,
    candidates: [
      ...view.candidates,
      ...held.candidates
        .filter((own) => own.label !== own.column)
        .map((own) => ({ ...own, ref: view.ref, sql: own.sql.replace(`${own.ref}.`, `${view.ref}.`) })),
    ],
  }))
}

function profileOf(column: string, rowCount: number, values: ReadonlyMap<string, number>): ColumnProfile {
  const counted = [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  return profileValues({ column, rowCount, values: counted.slice(0, 1000), distinctCount: counted.length })
}

function collect(
  value: unknown,
  path: string,
  count: number,
  leaves: Map<string, Map<string, number>>,
  lists: Map<string, Elements>,
): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) {
    if (path === '') return
    lists.set(path, [...(lists.get(path) ?? []), ...value.map((each: unknown) => ({ value: each, count }))])
    return
  }
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (/^[A-Za-z_]\w*$/.test(key)) collect(inner, path === '' ? key : `${path}.${key}`, count, leaves, lists)
    }
    return
  }
  const values = leaves.get(path) ?? new Map<string, number>()
  values.set(String(value), (values.get(String(value)) ?? 0) + count)
  leaves.set(path, values)
}
