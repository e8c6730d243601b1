import { editDistance } from '../duplicates/similarity/edit-distance.ts'
import type { ValueCount, ValueRepair } from './repair.ts'

/** Frequent values must stand in this share of the rows for the column to be a list of known values. */
const knownShare = 0.85
/** A slip is this much rarer than what was meant. */
const rarer = 10
const frequentRows = 5
const comparedAtMost = 400
/** Longer values are texts, which are compared with too much work and too little sense. */
const longest = 200

/**
 * Values that are a slip away from a frequent one in a column that repeats few values. Digits must agree: `inf-3` and
 * `inf-4` are two things. The words that differ must stand nowhere else: `Dark Ale` is not a slip of `Pale Ale`.
 */
export function repairTypos(values: readonly ValueCount[]): Map<string, ValueRepair> {
  const repairs = new Map<string, ValueRepair>()
  const rows = values.reduce((sum, { count }) => sum + count, 0)
  const frequent = values.filter(({ count }) => count >= frequentRows && count >= rows * 0.002)
  const known = frequent.reduce((sum, { count }) => sum + count, 0)
  if (frequent.length === 0 || frequent.length > comparedAtMost || known < rows * knownShare) return repairs
  const words = countWords(values)
  for (const { value, count } of values) {
    if (value.length < 3 || value.length > longest) continue
    let best: { meant: ValueCount; distance: number } | null = null
    for (const meant of frequent) {
      if (meant.count < count * rarer || meant.value === value || digitsOf(meant.value) !== digitsOf(value)) continue
      const limit = slipsIn(meant.value.length)
      const distance = editDistance(value, meant.value, limit)
      if (distance > limit || (best !== null && distance >= best.distance)) continue
      best = { meant, distance }
    }
    if (best === null || !isUnknownWord(value, best.meant.value, count, words)) continue
    const evidence = `"${best.meant.value}" stands in ${best.meant.count} rows, this in ${count}.`
    repairs.set(value, { suggestion: best.meant.value, rule: 'typo', evidence, confidence: 0.8 })
  }
  return repairs
}

/**
 * The same for single words of values that differ otherwise (`619 paxienxs`): a word that stands in most rows of the
 * column, and a rare one that is a slip away from it.
 */
export function repairWords(values: readonly ValueCount[]): Map<string, ValueRepair> {
  const repairs = new Map<string, ValueRepair>()
  const rows = values.reduce((sum, { count }) => sum + count, 0)
  const words = countWords(values)
  const usual = [...words].filter(([word, count]) => word.length >= 5 && /^\p{L}+$/u.test(word) && count >= rows * 0.5)
  if (usual.length === 0 || usual.length > 20) return repairs
  for (const { value } of values) {
    const parts = value.split(/(\s+)/)
    for (const [at, part] of parts.entries()) {
      const rare = words.get(part.toLowerCase()) ?? 0
      if (part.length < 4 || /\d/.test(part) || rare > rows * 0.02) continue
      const meant = usual.find(
        ([word, count]) =>
          !parts.includes(word) &&
          count >= rare * rarer &&
          editDistance(part.toLowerCase(), word, Math.ceil(word.length / 4)) <= Math.ceil(word.length / 4),
      )
      if (!meant) continue
      parts[at] = meant[0]
      const suggestion = parts.join('')
      const evidence = `"${meant[0]}" stands in ${meant[1]} rows, "${part}" in ${rare}.`
      repairs.set(value, { suggestion, rule: 'typo', evidence, confidence: 0.75 })
    }
  }
  return repairs
}

/** Slips that a text of this length may hold and still be known again. */
const slipsIn = (length: number): number => (length < 8 ? 1 : length < 16 ? 2 : Math.floor(length * 0.14))

const digitsOf = (value: string): string => value.replace(/\D/g, '')

function countWords(values: readonly ValueCount[]): Map<string, number> {
  const words = new Map<string, number>()
  for (const { value, count } of values) {
    for (const word of new Set(value.toLowerCase().split(/\s+/))) words.set(word, (words.get(word) ?? 0) + count)
  }
  return words
}

/** Whether the words that a value has and the other has not stand in no other value of the column. */
function isUnknownWord(value: string, meant: string, count: number, words: ReadonlyMap<string, number>): boolean {
  const others = new Set(meant.toLowerCase().split(/\s+/))
  const own = value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !others.has(word))
  return own.every((word) => (words.get(word) ?? 0) <= count + 1)
}
