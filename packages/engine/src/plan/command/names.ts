import { distance } from 'fastest-levenshtein'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold, nameUnits } from '../match/name-words.ts'

/** Something that people call by one of several names, the first of which is how it is shown. */
export type Named<Thing> = { names: readonly string[]; thing: Thing }

const alike = 0.85
const asGood = 0.02

/**
 * The things that a name means: those that are called exactly so; else but for case, accents and marks; else those whose
 * first name means the same or is a slip of the pen away. Several when they are as likely, none when nothing is near.
 */
export function named<Thing>(wanted: string, things: readonly Named<Thing>[]): Thing[] {
  const name = wanted.trim()
  const { folded, squashed } = partsOf(name)
  if (folded === '') return things.filter(({ names }) => names.includes(name)).map(({ thing }) => thing)
  const other = partsOf(singularOrPlural(name)).squashed
  const tests: ((known: string) => boolean)[] = [
    (known) => known === name,
    (known) => partsOf(known).folded === folded,
    (known) => partsOf(known).squashed === squashed,
    (known) => squashed.length > 3 && partsOf(known).squashed === other,
  ]
  for (const test of tests) {
    const found = things.filter(({ names }) => names.some(test))
    if (found.length > 0) return found.map(({ thing }) => thing)
  }
  const rated = things
    .map(({ names: [known = ''], thing }) => ({ thing, likeness: likeness(known, name) }))
    .filter((each) => each.likeness >= alike)
    .sort((a, b) => b.likeness - a.likeness)
  return rated.filter((each) => each.likeness > rated[0]!.likeness - asGood).map(({ thing }) => thing)
}

const singularOrPlural = (name: string): string => (/s$/i.test(name) ? name.slice(0, -1) : `${name}s`)

function likeness(known: string, name: string): number {
  const [a, b] = [partsOf(known), partsOf(name)]
  const most = b.folded.length >= 8 ? 2 : b.folded.length >= 4 ? 1 : 0
  if (most > 0 && Math.abs(a.folded.length - b.folded.length) <= most) {
    const slips = distance(a.folded, b.folded)
    if (slips <= most) return 0.95 - slips * 0.03
  }
  for (const key of b.keys) if (a.keys.has(key)) return nameSimilarity(known, name)
  return 0
}

/** `keys`: of two names that mean the same, some are the same: their words, meanings, initials, first letters. */
type NameParts = { folded: string; squashed: string; keys: ReadonlySet<string> }

const remembered = new Map<string, NameParts>()
const mostRemembered = 20_000

/** What names are compared by. Remembered, since one message compares the same few names with all columns many times. */
function partsOf(name: string): NameParts {
  const known = remembered.get(name)
  if (known) return known
  const folded = fold(name)
  const words = folded.split(' ')
  const units = nameUnits(name)
  const parts: NameParts = {
    folded,
    squashed: folded.replaceAll(' ', ''),
    keys: new Set([
      ...units.flatMap(({ text, concepts }) => [text, ...concepts.map((concept) => `=${concept}`)]),
      words.map((word) => word[0] ?? '').join(''),
      folded.replaceAll(' ', ''),
      `^${folded.replaceAll(' ', '').slice(0, 4)}`,
    ]),
  }
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(name, parts)
  return parts
}

/** The names that come nearest to one that is not there, at most `most` of them. */
export function nearestNames(wanted: string, names: readonly string[], most = 3): string[] {
  const word = partsOf(wanted)
  const rated = [...new Set(names)]
    .map((name) => {
      const known = partsOf(name)
      const letters = 1 - distance(known.folded, word.folded) / Math.max(known.folded.length, word.folded.length, 1)
      const shared = [...word.keys].filter((key) => known.keys.has(key)).length
      return { name, rate: letters + 0.3 * Math.min(shared, 2) }
    })
    .filter(({ rate }) => rate >= 0.45)
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
