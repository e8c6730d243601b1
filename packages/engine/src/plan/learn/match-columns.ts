import type { ColumnProfile, LearnedColumn, LearnedTable, SemanticKind } from '@godwit/contract'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold, isBlankName } from '../match/name-words.ts'
import { sketch } from './learn-table.ts'

/** A learned column found under another name, and what speaks for it. */
export type Rename = { from: string; to: string; score: number; reasons: string[] }

/** How a learned table's columns are called in a new one. */
export type ColumnFit = {
  /** Learned name → name now; the same where nothing has changed. */
  columns: Map<string, string>
  renames: Rename[]
  /** Learned names that have several likely successors, or one that is not sure. Likeliest first. */
  unsure: { from: string; candidates: Rename[] }[]
  missing: string[]
  /** Columns of the same name whose values cannot be the same thing any more. */
  changed: Set<string>
  /** 0..1: how much of what the recipe reads is here. */
  share: number
}

/** What a fresh look at the data says: 1 it takes the new column for the same thing, -1 for another one, 0 nothing. */
export type FreshView = (learned: string, now: string) => number

const sure = 0.72
const likely = 0.5
const margin = 0.08
/** A fresh look does not decide between columns that are as alike as this by themselves: it had to take one. */
const tie = 0.03

/** Finds a learned table's columns among those of a new one: by name, by the names of other exports, by evidence. */
export function fitColumns(learned: LearnedTable, profiles: readonly ColumnProfile[], fresh: FreshView): ColumnFit {
  const columns = new Map<string, string>()
  const free = new Map(profiles.map((profile, position) => [profile.column, { profile, position }]))
  const take = (from: string, to: string) => {
    columns.set(from, to)
    free.delete(to)
  }
  const changed = new Set<string>()
  const find = (name: string) =>
    free.has(name) ? name : [...free.keys()].find((column) => fold(column) === fold(name) && fold(name) !== '')
  for (const { name } of learned.columns) {
    const same = find(name)
    if (same !== undefined) take(name, same)
  }
  for (const column of learned.columns) {
    const now = profiles.find((profile) => profile.column === columns.get(column.name))
    if (now && likeness(column, sketch(now.column, now)) < 0) changed.add(column.name)
  }
  const renames: Rename[] = []
  for (const { name, also } of learned.columns) {
    if (columns.has(name)) continue
    const known = also.map(find).find((column) => column !== undefined)
    if (known === undefined) continue
    take(name, known)
    renames.push({ from: name, to: known, score: 1, reasons: ['other exports of this source call it so too'] })
  }
  const open = learned.columns.filter(({ name }) => !columns.has(name))
  const pairs = open
    .flatMap((column) =>
      [...free.values()].map(({ profile }) => ratePair(column, profile, fresh(column.name, profile.column))),
    )
    .filter(({ score }) => score >= likely)
    .sort((a, b) => b.score - a.score)
  const unsure: ColumnFit['unsure'] = []
  for (const pair of pairs) {
    if (columns.has(pair.from) || !free.has(pair.to) || unsure.some(({ from }) => from === pair.from)) continue
    const rivals = pairs.filter(
      (other) =>
        other.from === pair.from &&
        other.to !== pair.to &&
        free.has(other.to) &&
        (pair.score - other.score < margin || Math.abs(pair.own - other.own) < tie),
    )
    if (rivals.length === 0 && (pair.score >= sure || pair.seen)) {
      take(pair.from, pair.to)
      renames.push({ from: pair.from, to: pair.to, score: pair.score, reasons: pair.reasons })
    } else unsure.push({ from: pair.from, candidates: [pair, ...rivals].slice(0, 5) })
  }
  const weight = renames.reduce((sum, { score }) => sum + score, columns.size - renames.length)
  return {
    columns,
    renames,
    unsure,
    changed,
    missing: open
      .map(({ name }) => name)
      .filter((name) => !columns.has(name) && !unsure.some(({ from }) => from === name)),
    share: learned.columns.length === 0 ? 0 : weight / learned.columns.length,
  }
}

/** How likely a new column is a learned one under another name, and why in words. */
function ratePair(
  learned: LearnedColumn,
  profile: ColumnProfile,
  fresh: number,
): Rename & { own: number; seen: boolean } {
  const now = sketch(profile.column, profile)
  const name = isBlankName(profile.column)
    ? 0
    : Math.max(...[learned.name, ...learned.also].map((each) => nameSimilarity(each, profile.column)))
  const shape = likeness(learned, now)
  const reasons: string[] = []
  if (name >= 0.7) reasons.push('the names mean the same')
  else if (name >= 0.4) reasons.push('the names are close')
  if (shape >= 0.6) reasons.push(`the values look the same${now.patterns[0] ? ` (${now.patterns[0]})` : ''}`)
  if (fresh > 0) reasons.push('a fresh look takes it for the same thing')
  const own = 1 - (1 - 0.85 * name) * (1 - 0.45 * Math.max(0, shape))
  let score = 1 - (1 - 0.85 * name) * (1 - 0.45 * Math.max(0, shape)) * (1 - 0.55 * Math.max(0, fresh))
  // Values that cannot be the same thing outweigh a name, and so does another use that is plain.
  if (shape < 0) score *= 0.4
  if (fresh < 0) score *= 0.6
  // Values alone are not enough: many columns look alike.
  if (name < 0.3 && fresh <= 0) score = Math.min(score, likely)
  return { from: learned.name, to: profile.column, score, own, seen: fresh > 0, reasons }
}

const loose: ReadonlySet<SemanticKind> = new Set([
  'empty',
  'text',
  'enumeration',
  'first_name',
  'last_name',
  'person_name',
  'organisation',
  'city',
  'street',
  'id',
  'integer',
  'boolean',
])
const related: readonly (readonly SemanticKind[])[] = [
  ['date', 'timestamp', 'epoch'],
  ['integer', 'decimal', 'money', 'percentage'],
  ['phone', 'id', 'integer'],
]

/** How alike the data of two columns looks: 1 the same, 0 nothing known, -1 it cannot be the same thing. */
function likeness(a: LearnedColumn, b: LearnedColumn): number {
  if (a.kind === 'empty' || b.kind === 'empty') return 0
  const same = a.kind === b.kind
  if (!same && !related.some((kinds) => kinds.includes(a.kind) && kinds.includes(b.kind))) {
    if (!loose.has(a.kind) || !loose.has(b.kind)) return -1
  }
  const shared = a.patterns.filter((pattern) => b.patterns.includes(pattern)).length
  const patterns = shared / Math.max(1, Math.min(a.patterns.length, b.patterns.length))
  const spread = 1 - Math.min(1, Math.abs(a.distinct - b.distinct) + Math.abs(a.filled - b.filled))
  const telling = same && !loose.has(a.kind) ? 0.5 : same ? 0.3 : 0
  return Math.min(1, telling + 0.3 * patterns + 0.2 * spread)
}
