import { distance } from 'fastest-levenshtein'
import { fold, type NameUnit, nameUnits, nameWords } from './name-words.ts'
import { related } from './words/concepts.ts'

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
): number {
  if (fold(target).replaceAll(' ', '') === fold(source).replaceAll(' ', '')) return 1
  const a = inContext(nameUnits(target), contextOfTarget)
  const b = inContext(nameUnits(source), contextOfSource)
  const shared = sharedMeaning(a, b)
  return Math.max(shared, initials(target, source), initials(source, target))
}

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

/** How close two pieces of names are, 0..1. */
export function unitSimilarity(a: NameUnit, b: NameUnit): number {
  if (a.text === b.text) return 1
  let best = 0
  for (const one of a.concepts) {
    for (const other of b.concepts) {
      if (one === other) best = Math.max(best, 0.93)
      else best = Math.max(best, (relatedIndex.get(`${one}\u0000${other}`) ?? 0) * 0.85)
    }
  }
  if (best > 0.6) return best
  const [short, long] = a.text.length <= b.text.length ? [a.text, b.text] : [b.text, a.text]
  if (short.length >= 3 && long.startsWith(short)) return Math.max(best, 0.5 + 0.35 * (short.length / long.length))
  if (short.length >= 4) {
    const likeness = 1 - distance(short, long) / long.length
    if (likeness >= 0.75) return Math.max(best, likeness * 0.9)
  }
  return best
}

/** `CC` for cost_centre: all capitals, as long as the other name has words. */
function initials(short: string, long: string): number {
  const letters = short.trim()
  if (!/^\p{Lu}{2,5}$/u.test(letters)) return 0
  const words = nameWords(long)
  return words.length === letters.length && words.map((word) => word[0]).join('') === fold(letters) ? 0.8 : 0
}
