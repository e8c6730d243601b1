import { distance } from 'fastest-levenshtein'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold } from '../match/name-words.ts'

/** Something that people call by one of several names, the first of which is how it is shown. */
export type Named<Thing> = { names: readonly string[]; thing: Thing }

const alike = 0.85
const asGood = 0.02

/**
 * The things that a name means: those that are called exactly so; else but for case, accents and marks; else those whose
 * name means the same or is a slip of the pen away. Several when they are as likely, none when nothing is near.
 */
export function named<Thing>(wanted: string, things: readonly Named<Thing>[]): Thing[] {
  const name = wanted.trim()
  const squash = (text: string) => fold(text).replaceAll(' ', '')
  const tests: ((known: string) => boolean)[] = [
    (known) => known === name,
    (known) => fold(known) === fold(name) && fold(name) !== '',
    (known) => squash(known) === squash(name) && squash(name) !== '',
    (known) => squash(known) === squash(singularOrPlural(name)) && squash(name).length > 3,
  ]
  for (const test of tests) {
    const found = things.filter(({ names }) => names.some(test))
    if (found.length > 0) return found.map(({ thing }) => thing)
  }
  const rated = things
    .map(({ names, thing }) => ({ thing, likeness: Math.max(...names.map((known) => likeness(known, name))) }))
    .filter((each) => each.likeness >= alike)
    .sort((a, b) => b.likeness - a.likeness)
  return rated.filter((each) => each.likeness > rated[0]!.likeness - asGood).map(({ thing }) => thing)
}

const singularOrPlural = (name: string): string => (/s$/i.test(name) ? name.slice(0, -1) : `${name}s`)

function likeness(known: string, name: string): number {
  const [a, b] = [fold(known), fold(name)]
  const slips = distance(a, b)
  const typo = b.length >= 4 && slips <= (b.length >= 8 ? 2 : 1) ? 0.95 - slips * 0.03 : 0
  return Math.max(typo, nameSimilarity(known, name))
}

/** The names that come nearest to one that is not there, at most `most` of them. */
export function nearestNames(wanted: string, names: readonly string[], most = 3): string[] {
  const word = fold(wanted)
  const rated = [...new Set(names)]
    .map((name) => {
      const known = fold(name)
      const letters = 1 - distance(known, word) / Math.max(known.length, word.length, 1)
      const shared = known.split(' ').some((part) => part.length > 2 && word.split(' ').includes(part)) ? 0.5 : 0
      return { name, rate: Math.max(letters, shared, nameSimilarity(name, wanted)) }
    })
    .filter(({ rate }) => rate >= 0.4)
  return rated
    .sort((a, b) => b.rate - a.rate)
    .slice(0, most)
    .map(({ name }) => name)
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
export const eitherOf = (names: readonly string[]): string => {
  const quoted = names.map((name) => `"${name}"`)
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

/** ` Did you mean …?`, or nothing where nothing is near. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const near = nearestNames(wanted, names)
  return near.length === 0 ? '' : ` Did you mean ${eitherOf(near)}?`
}
