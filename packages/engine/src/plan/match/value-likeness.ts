import type { ColumnProfile } from '@godwit/contract'
import { fold, nameWords } from './name-words.ts'

/** What values of a template column look like: some of them, and their profile where they are a column's. */
export type Samples = {
  values: ReadonlySet<string>
  words: ReadonlyMap<string, number>
  /** Values are a list of what there can be, not one column's content. */
  listed: boolean
  profile: ColumnProfile
}

const valuesRead = 40

/** Words that stand for nothing in any list: they are in all of them. */
const nothing = new Set(
  'unknown other not reported none na n a available applicable specified missing yes no nos'.split(' '),
)

const wordsOf = (value: string): string[] => nameWords(value).filter((word) => !nothing.has(word) && word !== '')

export function readSamples(profile: ColumnProfile, listed: boolean): Samples {
  const values = new Set<string>()
  const words = new Map<string, number>()
  for (const { value } of profile.top_values.slice(0, listed ? 200 : valuesRead)) {
    const folded = fold(value)
    if (folded !== '' && !nothing.has(folded)) values.add(folded)
    for (const word of new Set(wordsOf(value))) words.set(word, (words.get(word) ?? 0) + 1)
  }
  return { values, words, listed, profile }
}

/** What is compared of a source column; made once and used for every template column. */
type Read = { value: string; folded: string; words: readonly string[]; count: number }
const readOf = new WeakMap<ColumnProfile, readonly Read[]>()

function readValues(profile: ColumnProfile): readonly Read[] {
  const known = readOf.get(profile)
  if (known) return known
  const placeholders = new Set(profile.placeholders)
  const read = profile.top_values
    .slice(0, valuesRead)
    .filter(({ value }) => !placeholders.has(value) && value.trim() !== '')
    .map(({ value, count }) => ({ value, folded: fold(value), words: [...new Set(wordsOf(value))], count }))
  readOf.set(profile, read)
  return read
}

/**
 * Share of a column's rows whose values are, or share words with, values that the template column is known to hold,
 * 0..1. Numbers meet by chance and are left out.
 */
export function overlapOf(profile: ColumnProfile, samples: Samples): number {
  if (samples.words.size === 0) return 0
  const numeric = ['integer', 'decimal', 'money', 'percentage', 'date', 'timestamp', 'epoch', 'time', 'boolean', 'url']
  if (numeric.includes(profile.kind)) return 0
  let rows = 0
  let met = 0
  for (const { folded, words, count } of readValues(profile)) {
    if (words.length === 0) continue
    rows += count
    if (samples.values.has(folded)) met += count
    else {
      const shared = words.filter((word) => samples.words.has(word)).length
      if (shared > 0) met += count * 0.8 * (shared / words.length)
    }
  }
  return rows === 0 ? 0 : met / rows
}

/** How alike two columns' values look, -1..1: their kind, form, length and size. 0 where nothing can be said. */
export function likenessOf(a: ColumnProfile, b: ColumnProfile): number {
  if (a.kind === 'empty' || b.kind === 'empty') return 0
  const [one, other] = [sortOf(a), sortOf(b)]
  if (one !== other) return crosses(one, other) ? -0.1 : -0.7
  if (one === 'number') return numbersAlike(a, b)
  if (one === 'url') return urlsAlike(a, b)
  if (one === 'text') {
    const [short, long] = [meanLength(a), meanLength(b)].sort((x, y) => x - y) as [number, number]
    const lengths = long === 0 ? 0 : 1 - Math.min(1, Math.log((long + 2) / (short + 2)) / Math.log(12))
    const variety = 1 - Math.abs(varietyOf(a) - varietyOf(b))
    return (lengths - 0.45) * 0.7 + (variety - 0.6) * 0.3 + (formsAlike(a, b) - 0.2) * 0.4
  }
  return 0.6
}

type Sort = 'number' | 'moment' | 'url' | 'email' | 'phone' | 'flag' | 'id' | 'json' | 'text'

function sortOf({ kind }: ColumnProfile): Sort {
  if (['integer', 'decimal', 'money', 'percentage'].includes(kind)) return 'number'
  if (['date', 'timestamp', 'epoch', 'time'].includes(kind)) return 'moment'
  if (kind === 'url' || kind === 'email' || kind === 'phone' || kind === 'json' || kind === 'id') return kind
  return kind === 'boolean' ? 'flag' : 'text'
}

/** Sorts that one and the same thing may have in two systems. */
const crosses = (a: Sort, b: Sort): boolean => {
  const pair = [a, b].sort().join(' ')
  return ['number text', 'id number', 'id text', 'flag text', 'flag number', 'moment text', 'number phone'].includes(
    pair,
  )
}

const numbersOf = (profile: ColumnProfile): number[] =>
  profile.top_values
    .slice(0, 100)
    .map(({ value }) => Number(value.replace(/[^\d.-]/g, '')))
    .filter((number) => Number.isFinite(number))
    .map((number) => Math.abs(number))
    .sort((a, b) => a - b)

function numbersAlike(a: ColumnProfile, b: ColumnProfile): number {
  const [one, other] = [numbersOf(a), numbersOf(b)]
  if (one.length < 3 || other.length < 3) return 0.2
  const apart = Math.abs(Math.log10(1 + one[one.length >> 1]!) - Math.log10(1 + other[other.length >> 1]!))
  return Math.max(-0.4, 0.7 - 0.6 * apart)
}

function urlsAlike(a: ColumnProfile, b: ColumnProfile): number {
  const isPicture = (profile: ColumnProfile) => {
    const values = profile.top_values.slice(0, 40)
    const pictures = values.filter(({ value }) => /\.(jpe?g|png|gif|webp|svg)(\?|$)/i.test(value)).length
    return values.length > 0 && pictures / values.length > 0.5
  }
  return isPicture(a) === isPicture(b) ? 0.7 : -0.6
}

function meanLength(profile: ColumnProfile): number {
  const values = profile.top_values.slice(0, 100)
  return values.reduce((sum, { value }) => sum + value.length, 0) / Math.max(1, values.length)
}

const varietyOf = (profile: ColumnProfile): number =>
  profile.distinct_count / Math.max(1, profile.row_count * (1 - profile.empty_share))

/** Shares of the character forms that both have. */
function formsAlike(a: ColumnProfile, b: ColumnProfile): number {
  const share = (profile: ColumnProfile) => {
    const all = profile.patterns.reduce((sum, { count }) => sum + count, 0)
    return new Map(profile.patterns.map(({ pattern, count }) => [pattern, count / Math.max(1, all)]))
  }
  const other = share(b)
  let alike = 0
  for (const [pattern, part] of share(a)) alike += Math.min(part, other.get(pattern) ?? 0)
  return alike
}
