import { ident, text } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { profileValues } from './profile-values.ts'
import { readPeriod, readTitle } from './read-period.ts'
import { renamedOp } from './reshaped-views.ts'
import type { View } from './view.ts'

/** Fewer dated columns than this are a record's own dates. */
const fewest = 4
/** What cells of a roster or plan say when there is no entry, beside blanks and dashes. Folded. */
const noEntry = [
  '-',
  '--',
  '–',
  '—',
  '.',
  'x',
  'off',
  'day off',
  'rdo',
  'free',
  'rest',
  'frei',
  'libre',
  'vrij',
  'folga',
  'repos',
  'n/a',
  'none',
]

/**
 * A table with one column for each day or month, as one row for each filled cell: the header's date and the cell beside
 * the table's other columns. Null for a table that is not so wide.
 */
export function unpivotView(view: View, taken: Set<string>): View | null {
  const title = readTitle([...view.table.title, view.table.name.replace(/[_-]/g, ' ')])
  const periods = view.candidates.flatMap((candidate) => {
    const period = candidate.label === candidate.column ? readPeriod(candidate.label, title) : null
    return period ? [{ candidate, ...period }] : []
  })
  if (periods.length < fewest || new Set(periods.map(({ date }) => date)).size < periods.length) return null
  const { unit } = periods[0]!
  let ref = `${view.ref.slice(0, 50)}_by_${unit}`
  while (taken.has(ref)) ref = `${ref}_2`
  taken.add(ref)
  const names = new Set(view.table.columns.map(({ name }) => name.toLowerCase()))
  const free = (name: string) => (names.has(name) ? `${name} (from headers)` : name)
  const [period, entry] = [free(unit), free('entry')]
  const values = new Map<string, number>()
  for (const { candidate } of periods)
    for (const { value, count } of candidate.profile.top_values)
      values.set(value.trim(), (values.get(value.trim()) ?? 0) + count)
  const idle = [...values.keys()].filter((value) => noEntry.includes(value.toLowerCase()))
  const cells = [...values]
    .filter(([value]) => !idle.includes(value))
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
  const rowCount = cells.reduce((sum, { count }) => sum + count, 0)
  const base = { ref, table: view.table.name, position: view.candidates.length, made: true as const }
  const entryColumn = `${ref}.${ident(entry)}`
  const made: Candidate[] = [
    {
      ...base,
      column: period,
      label: period,
      sql: `map_value(${ref}.${ident(period)}, ${text(period)})`,
      profile: profileValues({
        column: period,
        rowCount,
        values: periods.map(({ date }) => ({ value: date, count: Math.ceil(rowCount / periods.length) })),
      }),
      valueMap: {
        name: period,
        entries: Object.fromEntries(periods.map(({ candidate, date }) => [candidate.label, date])),
      },
      role: 'period',
    },
    {
      ...base,
      column: entry,
      label: entry,
      sql: entryColumn,
      profile: profileValues({ column: entry, rowCount, values: cells.slice(0, 1000) }),
      role: 'entry',
    },
  ]
  const kept = view.candidates.filter((candidate) => !periods.some((other) => other.candidate === candidate))
  return {
    ...view,
    ref,
    keys: [],
    rowCount,
    // Each row stands once for each of its cells: nothing of it is a key any more.
    candidates: [
      ...kept.map((candidate) => ({
        ...candidate,
        ref,
        sql: `${ref}.${ident(candidate.column)}`,
        profile: { ...candidate.profile, is_key: false },
      })),
      ...made,
    ],
    shape: [
      ...view.shape.map((op) => renamedOp(op, view.ref, ref)),
      { op: 'unpivot', columns: periods.map(({ candidate }) => candidate.label), name: period, value: entry },
      ...(idle.length > 0
        ? [
            {
              op: 'drop' as const,
              when: `lower(trim(${entryColumn})) IN (${[...new Set(idle.map((value) => value.toLowerCase()))].map((value) => text(value)).join(', ')})`,
              reason: 'no entry',
            },
          ]
        : []),
    ],
  }
}
