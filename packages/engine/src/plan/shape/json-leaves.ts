import type { ColumnProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { profileValues } from './profile-values.ts'

/** More leaves than this in one column are not offered: such a column is a document, not a record. */
const mostLeaves = 60

/**
 * The values inside a JSON column that staging does not offer as columns of their own: the first element of arrays and
 * what is in it. `items.data[0].price.nickname` reads `json_text(items.data, '$[0].price.nickname')`.
 */
export function jsonLeaves(candidate: Candidate): Candidate[] {
  const leaves = new Map<string, Map<string, number>>()
  let arrays = 0
  for (const { value, count } of candidate.profile.top_values) {
    let parsed: unknown
    try {
      parsed = JSON.parse(value)
    } catch {
      continue
    }
    if (Array.isArray(parsed)) arrays += 1
    else continue
    collect(parsed, '$', count, leaves)
  }
  if (arrays === 0 || leaves.size > mostLeaves) return []
  return [...leaves].map(([path, values]) => {
    const label = `${candidate.label}${path.slice(1)}`
    const counted = [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
    return {
      ...candidate,
      label,
      sql: `json_text(${candidate.sql}, ${text(path)})`,
      profile: withUnknownRest(
        profileValues({ column: label, rowCount: candidate.profile.row_count, values: counted }),
        candidate.profile,
      ),
    }
  })
}

/** Only the most frequent documents were parsed; the share of empty cells is the document's own. */
const withUnknownRest = (leaf: ColumnProfile, whole: ColumnProfile): ColumnProfile =>
  whole.distinct_count > whole.top_values.length ? { ...leaf, empty_share: whole.empty_share, is_key: false } : leaf

function collect(value: unknown, path: string, count: number, leaves: Map<string, Map<string, number>>): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) {
    if (value.length > 0) collect(value[0], `${path}[0]`, count, leaves)
    return
  }
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (/^[A-Za-z_]\w*$/.test(key)) collect(inner, `${path}.${key}`, count, leaves)
    }
    return
  }
  const values = leaves.get(path) ?? new Map<string, number>()
  values.set(String(value), (values.get(String(value)) ?? 0) + count)
  leaves.set(path, values)
}
