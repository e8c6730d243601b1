import type { ColumnProfile, FormatFit } from '@godwit/contract'

/** The profile of one column over the rows of several files; undefined for none. */
export function mergeProfiles(profiles: readonly ColumnProfile[]): ColumnProfile | undefined {
  const [first, ...others] = profiles
  if (!first || others.length === 0) return first
  const rows = sum(profiles, ({ row_count }) => row_count)
  const values = new Map<string, number>()
  for (const { value, count } of profiles.flatMap(({ top_values }) => top_values)) {
    values.set(value, (values.get(value) ?? 0) + count)
  }
  const isComplete = profiles.every(({ distinct_count, top_values }) => distinct_count <= top_values.length)
  const orders = new Set(profiles.flatMap(({ date_order }) => date_order ?? []))
  const proven = [...orders].filter((order) => order !== 'ambiguous')
  return {
    ...first,
    row_count: rows,
    empty_share: rows === 0 ? 0 : sum(profiles, (each) => each.empty_share * each.row_count) / rows,
    distinct_count: isComplete ? values.size : Math.max(...profiles.map(({ distinct_count }) => distinct_count)),
    is_key: false,
    dates: mergeFits(profiles.map(({ dates }) => dates)),
    numbers: mergeFits(profiles.map(({ numbers }) => numbers)),
    date_order: proven.length > 1 ? 'mixed' : (proven[0] ?? (orders.has('ambiguous') ? 'ambiguous' : null)),
    top_values: [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
    placeholders: [...new Set(profiles.flatMap(({ placeholders }) => placeholders))],
  }
}

const sum = <Each>(all: readonly Each[], of: (each: Each) => number) => all.reduce((total, each) => total + of(each), 0)

function mergeFits(lists: readonly (readonly FormatFit[])[]): FormatFit[] {
  const merged = new Map<string, FormatFit>()
  for (const fit of lists.flat()) {
    const known = merged.get(fit.format)
    merged.set(
      fit.format,
      known ? { ...known, fits: known.fits + fit.fits, misfits: known.misfits + fit.misfits } : fit,
    )
  }
  return [...merged.values()].sort((a, b) => b.fits - a.fits)
}
