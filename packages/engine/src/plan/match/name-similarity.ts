import { distance } from 'fastest-levenshtein'
import { remember } from '../../util/remember.ts'
import { related } from '../words/related-concepts.ts'
import { fold, type NameUnit, nameUnits, nameWords, stem } from './name-words.ts'
import { everyWord, type Rarity } from './rarity.ts'

const relatedIndex = new Map<string, number>()
for (const [a, b, closeness] of related) {
  relatedIndex.set(`${a}\u0000${b}`, closeness)
  relatedIndex.set(`${b}\u0000${a}`, closeness)
}

/**
 * How much two names mean the same, 0..1. Words that name the object itself (`customer` in the columns of customers)
 * are given in `contextOf…` and count little, so that `customer_id` of customers and plain `id` meet.
 */
export function nameSimilarity(
  target: string,
  source: string,
  contextOfTarget: readonly string[] = [],
  contextOfSource: readonly string[] = [],
  rarity: Rarity = everyWord,
): number {
  if (lettersOf(target) === lettersOf(source)) return 1
  const a = weighed(inContext(nameUnits(target), contextOfTarget), rarity)
  const b = weighed(inContext(nameUnits(source), contextOfSource), rarity)
  const shared = sharedMeaning(a, b)
  return Math.max(shared, sameStems(target, source), initials(target, source), initials(source, target))
}

const lettersOf = remember((name) => fold(name).replaceAll(' ', ''))
const stemsOf = remember((name) =>
  nameWords(name)
    .map((word) => stem(word))
    .join(''),
)

/** `signed_up` and `Signup`: written as one word without their endings they are the same letters. */
function sameStems(target: string, source: string): number {
  const [a, b] = [stemsOf(target), stemsOf(source)]
  return a.length >= 5 && (a === b || a === stem(b) || stem(a) === b) ? 0.9 : 0
}

const weighed = (units: readonly NameUnit[], rarity: Rarity): readonly NameUnit[] =>
  rarity === everyWord ? units : units.map((unit) => ({ ...unit, weight: unit.weight * rarity(unit.text) }))

function inContext(units: readonly NameUnit[], context: readonly string[]): NameUnit[] {
  if (context.length === 0) return [...units]
  const contextUnits = context.flatMap((name) => nameUnits(name))
  const weighted = units.map((unit) =>
    contextUnits.some((other) => unitSimilarity(unit, other) >= 0.9) ? { ...unit, weight: unit.weight * 0.25 } : unit,
  )
  // A name that is nothing but its context (`supplier` of suppliers) keeps its weight.
  return weighted.every((unit) => unit.weight < 0.5 * (units.find(({ text }) => text === unit.text)?.weight ?? 1))
    ? [...units]
    : weighted
}

function sharedMeaning(a: readonly NameUnit[], b: readonly NameUnit[]): number {
  const total = [...a, ...b].reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return 0
  const side = (from: readonly NameUnit[], to: readonly NameUnit[]) =>
    from.reduce((sum, unit) => sum + unit.weight * Math.max(0, ...to.map((other) => unitSimilarity(unit, other))), 0)
  return (side(a, b) + side(b, a)) / total
}

const similarities = new Map<string, Map<string, number>>()
const mostRemembered = 20_000

/** How close two pieces of names are, 0..1. */
export function unitSimilarity(a: NameUnit, b: NameUnit): number {
  if (a.text === b.text) return 1
  let ofText = similarities.get(a.text)
  if (ofText === undefined) {
    if (similarities.size >= mostRemembered) similarities.clear()
    ofText = new Map()
    similarities.set(a.text, ofText)
  }
  const known = ofText.get(b.text)
  if (known !== undefined) return known
  const found = compareUnits(a, b)
  if (ofText.size >= mostRemembered) ofText.clear()
  ofText.set(b.text, found)
  return found
}

const meets = (hints: readonly string[] | undefined, concepts: readonly string[]): boolean =>
  hints?.some((hint) => concepts.includes(hint)) ?? false

function compareUnits(a: NameUnit, b: NameUnit): number {
  let best = 0
  for (const one of a.concepts) {
    for (const other of b.concepts) {
      if (one === other) best = Math.max(best, 0.93)
      else best = Math.max(best, (relatedIndex.get(`${one}\u0000${other}`) ?? 0) * 0.85)
    }
  }
  if (best > 0.6) return best
  if (meets(a.hints, b.concepts) || meets(b.hints, a.concepts)) return 0.72
  // Two words whose meanings are known and differ do not come closer for being spelled alike: state and stage.
  if (a.concepts.length > 0 && b.concepts.length > 0) return best
  const [short, long] = a.text.length <= b.text.length ? [a.text, b.text] : [b.text, a.text]
  if (short.length >= 3 && long.startsWith(short)) return Math.max(best, 0.5 + 0.35 * (short.length / long.length))
  if (abbreviates(short, long)) return Math.max(best, 0.75)
  const root = sharedRoot(short, long)
  if (root >= 5 && root / long.length >= 0.6) best = Math.max(best, 0.35 + 0.45 * (root / long.length))
  if (short.length >= 4) {
    const likeness = 1 - distance(short, long) / long.length
    if (likeness >= 0.75) return Math.max(best, likeness * 0.9)
  }
  return best
}

/** `amt` for amount, `mgr` for manager: from the first letter to the last, without the vowels between. */
function abbreviates(short: string, long: string): boolean {
  if (short.length < 3 || short.length > 5 || long.length < short.length + 2) return false
  if (short[0] !== long[0] || short.at(-1) !== long.at(-1) || /[aeiou\d]/.test(short.slice(1))) return false
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return at === short.length
}

/** Letters that two words begin with alike: `registered` and `registration` share nine. */
function sharedRoot(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

/** `CC` for cost_centre: all capitals, as long as the other name has words. */
function initials(short: string, long: string): number {
  const letters = short.trim()
  if (!/^\p{Lu}{2,5}$/u.test(letters)) return 0
  const words = nameWords(long)
  return words.length === letters.length && words.map((word) => word[0]).join('') === fold(letters) ? 0.8 : 0
}
