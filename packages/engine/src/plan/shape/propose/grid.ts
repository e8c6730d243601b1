import { kindOfValue } from '../../../profile/index.ts'

/** The first rows of a table as they stand, with its header. Blank cells are null. */
export type Grid = { columns: readonly string[]; rows: readonly (readonly (string | null)[])[] }

/** What a cell is, roughly enough to tell columns of one thing from columns of several. */
export type Rough = 'number' | 'percentage' | 'money' | 'date' | 'email' | 'url' | 'phone' | 'code' | 'boolean' | 'text'

const rough: Readonly<Record<string, Rough>> = {
  integer: 'number',
  decimal: 'number',
  money: 'money',
  percentage: 'percentage',
  date: 'date',
  timestamp: 'date',
  time: 'date',
  email: 'email',
  url: 'url',
  phone: 'phone',
  id: 'code',
}

/** Dates as they are usually written, which the kind of a single value leaves to its column. */
const datePattern =
  /^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[ -]\p{L}{3,9}\.?,?[ -]\d{2,4}|\p{L}{3,9}\.? \d{1,2},? \d{4})$/u

export function roughKind(value: string): Rough {
  const text = value.trim()
  if (datePattern.test(text)) return 'date'
  if (/^(yes|no|y|n|true|false|ja|nein|oui|non|si|sí)$/i.test(text)) return 'boolean'
  return rough[kindOfValue(text)] ?? 'text'
}

/** Whether a cell holds a value at all; dashes and `n/a` do not. */
export const isFilled = (cell: string | null | undefined): cell is string =>
  cell !== null && cell !== undefined && !/^(\s*|-+|–|—|n\/?a|null|nan)$/i.test(cell.trim())

export const columnOf = ({ rows }: Grid, at: number): (string | null)[] => rows.map((row) => row[at] ?? null)

/** The kind that most of some cells have, and the share (0..1) of the filled ones that have it. */
export function mainKind(cells: readonly (string | null)[]): { kind: Rough | null; share: number; filled: number } {
  const counts = new Map<Rough, number>()
  let filled = 0
  for (const cell of cells) {
    if (!isFilled(cell)) continue
    filled += 1
    const kind = roughKind(cell)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1])
  return first ? { kind: first[0], share: first[1] / filled, filled } : { kind: null, share: 0, filled }
}

/** How alike columns (or rows) are within: the mean share of their main kind over those with at least two cells. */
export function evenness(lines: readonly (readonly (string | null)[])[]): number {
  const shares = lines.map(mainKind).filter(({ filled }) => filled >= 2)
  return shares.length === 0 ? 1 : shares.reduce((sum, { share }) => sum + share, 0) / shares.length
}

/** A name that a table does not use yet. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()))
  let name = wanted
  for (let count = 2; used.has(name.toLowerCase()); count++) name = `${wanted} (${count})`
  return name
}
