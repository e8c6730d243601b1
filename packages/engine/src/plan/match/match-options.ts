import { distance } from 'fastest-levenshtein'
import { stateNames } from '../words/regions.ts'
import { valueGroups } from '../words/value-words.ts'
import { fold } from './name-words.ts'
import { sameThing } from './same-thing.ts'

export type OptionMatch = {
  option: string
  /** Which kind of evidence, for the explanation. */
  how: 'description' | 'same' | 'number' | 'spelling' | 'synonym' | 'abbreviation'
  confidence: number
}

const groupsOf = new Map<string, number[]>()
for (const [index, words] of valueGroups.entries()) {
  for (const word of words) groupsOf.set(word, [...(groupsOf.get(word) ?? []), index])
}

const squash = (value: string): string => fold(value).replaceAll(' ', '')
const negated = /^(un|in|non|not|no|de|dis|des|nicht|nao|niet|re)/

/**
 * The entry of a strict list that a raw value means; null where nothing says so with confidence or two entries are as
 * likely. `words` are what the template's description says about the options.
 */
export function matchOption(
  value: string,
  options: readonly string[],
  words: Readonly<Record<string, readonly string[]>> = {},
): OptionMatch | null {
  const trimmed = value.trim().toLowerCase()
  for (const [option, list] of Object.entries(words)) {
    if (
      list.includes(trimmed) ||
      (trimmed !== '' && list.some((word) => word !== '' && squash(word) === squash(trimmed)))
    ) {
      return { option, how: 'description', confidence: 0.99 }
    }
  }
  if (trimmed === '') return null
  const same = options.find((option) => squash(option) === squash(value) && squash(value) !== '')
  if (same !== undefined) return { option: same, how: 'same', confidence: 1 }
  return (
    numeric(value, options) ??
    coded(value, options) ??
    abbreviation(value, options) ??
    synonym(value, options) ??
    spelling(value, options)
  )
}

/** `Deutschland` for DE, `Victoria` for VIC, `€` for EUR, `mardi` for Tuesday. */
function coded(value: string, options: readonly string[]): OptionMatch | null {
  const option = sameThing(value, options)
  return option === null ? null : { option, how: 'synonym', confidence: 0.96 }
}

/** `19%`, `19,0`, `0,19` for the option 19: options that are all numbers are compared as numbers, fractions as percent. */
function numeric(value: string, options: readonly string[]): OptionMatch | null {
  if (!options.every((option) => /^-?\d+([.,]\d+)?$/.test(option.trim()))) return null
  const number = toNumber(value)
  if (number === null) return null
  const find = (wanted: number) => options.find((option) => Math.abs(toNumber(option)! - wanted) < 1e-9)
  const exact = find(number)
  if (exact !== undefined) return { option: exact, how: 'number', confidence: 0.97 }
  const percent = Math.abs(number) < 1 ? find(number * 100) : undefined
  return percent === undefined ? null : { option: percent, how: 'number', confidence: 0.93 }
}

function toNumber(value: string): number | null {
  const bare = value.replace(/[%\s]/g, '').replace(',', '.')
  return /^-?\d*\.?\d+$/.test(bare) ? Number(bare) : null
}

/** `N. Depot` for North Depot, `Queensland` for QLD, `MQL` for marketing_qualified_lead. */
function abbreviation(value: string, options: readonly string[]): OptionMatch | null {
  const state = options.filter((option) => stateNames[option.toUpperCase()]?.some((name) => fold(name) === fold(value)))
  if (state.length === 1) return { option: state[0]!, how: 'abbreviation', confidence: 0.97 }
  const words = fold(value).split(' ')
  const shortened = options.filter((option) => {
    const wanted = fold(option).split(' ')
    return (
      wanted.length > 1 &&
      wanted.length === words.length &&
      wanted.every((word, at) => word.startsWith(words[at]!) || (words[at]!.startsWith(word) && word.length >= 4))
    )
  })
  if (shortened.length === 1) return { option: shortened[0]!, how: 'abbreviation', confidence: 0.93 }
  const letters = squash(value)
  const initials = options.filter((option) => {
    const wanted = fold(option).split(' ')
    return wanted.length > 1 && wanted.map((word) => word[0]).join('') === letters
  })
  if (initials.length === 1) return { option: initials[0]!, how: 'abbreviation', confidence: 0.9 }
  const starts = options.filter((option) => letters.length >= 3 && squash(option).startsWith(letters))
  if (starts.length === 1) return { option: starts[0]!, how: 'abbreviation', confidence: 0.85 }
  return null
}

/** Shares a meaning in the vocabulary: as a whole, then by its longest known phrase, then word by word. */
function synonym(value: string, options: readonly string[]): OptionMatch | null {
  const folded = fold(value)
  const whole = bySharedGroup(groupsOf.get(folded) ?? [], options)
  if (whole.length === 1) return { option: whole[0]!, how: 'synonym', confidence: 0.93 }
  if (whole.length > 1) return null
  const words = folded.split(' ')
  if (words.length === 1) return null
  // A single word of a longer value speaks for it only when all words that mean anything agree.
  const votes = new Set(
    words.flatMap((word) => bySharedGroup(word.length >= 3 ? (groupsOf.get(word) ?? []) : [], options)),
  )
  if (votes.size === 1 && !words.some((word) => ['not', 'no', 'non', 'un', 'nicht', 'kein', 'keine'].includes(word))) {
    return { option: [...votes][0]!, how: 'synonym', confidence: 0.82 }
  }
  return null
}

function bySharedGroup(groups: readonly number[], options: readonly string[]): string[] {
  if (groups.length === 0) return []
  return options.filter((option) => (groupsOf.get(fold(option)) ?? []).some((group) => groups.includes(group)))
}

/** A slip of the pen: nearly the same letters as exactly one option, and not its opposite. */
function spelling(value: string, options: readonly string[]): OptionMatch | null {
  const letters = squash(value)
  if (letters.length < 4) return null
  const close = options
    .map((option) => ({ option, likeness: likenessOf(letters, squash(option)) }))
    .filter(({ option, likeness }) => likeness >= 0.78 && !opposite(letters, squash(option)))
    .sort((a, b) => b.likeness - a.likeness)
  if (close.length === 0 || (close.length > 1 && close[0]!.likeness - close[1]!.likeness < 0.08)) return null
  return { option: close[0]!.option, how: 'spelling', confidence: 0.6 + 0.35 * close[0]!.likeness }
}

/** Share of letters that are right; two that changed places are one slip, and forgiven from four letters on. */
function likenessOf(a: string, b: string): number {
  const slips = isSwapped(a, b) ? 0.8 : distance(a, b)
  return 1 - slips / Math.max(a.length, b.length)
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}

function opposite(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return long.endsWith(short) && long !== short && negated.test(long)
}
