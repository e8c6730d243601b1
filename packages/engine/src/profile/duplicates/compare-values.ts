import { editDistance } from './similarity/edit-distance.ts'
import { jaroWinkler } from './similarity/jaro-winkler.ts'
import type { WordWeights } from './weigh-words.ts'

/** Levels of likeness, from 0 (different) up; the highest one means equal. */
export const levelsOf = { code: 4, date: 5, number: 4, name: 6, text: 7, designation: 4 } as const

export function compareCodes(a: string, b: string): number {
  if (a === b) return 3
  const distance = editDistance(a, b, 2)
  const length = Math.min(a.length, b.length)
  if (distance === 1 && length >= 3) return 2
  if (distance === 2 && length >= 6 && !isNextDoor(a, b)) return 1
  return length >= 7 && (a.endsWith(b) || b.endsWith(a)) ? 2 : 0
}

/** Slips in the name before the @; `ada.king` and `ada.king2` are two people. */
export function compareEmails(a: string, b: string): number {
  if (a === b) return 3
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return 0
  return editDistance(a, b, 1) === 1 ? 2 : 0
}

/** Numbers that differ at their end alone are given out one after the other: extensions, house and serial numbers. */
const isNextDoor = (a: string, b: string): boolean => a.length === b.length && a.slice(0, -3) === b.slice(0, -3)

export function compareDates(a: string, b: string): number {
  if (a === b) return 4
  if (isExchanged(a, b)) return 3
  const distance = editDistance(a, b, 2)
  return distance === 1 ? 2 : distance === 2 && a.length >= 6 ? 1 : 0
}

/** 19121104 and 19120411: day and month the other way round. */
function isExchanged(a: string, b: string): boolean {
  if (a.length !== 8 || b.length !== 8) return false
  const yearFirst = a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)
  const yearLast = a.slice(4) === b.slice(4) && a.slice(0, 2) === b.slice(2, 4) && a.slice(2, 4) === b.slice(0, 2)
  return yearFirst || yearLast
}

export function compareNumbers(a: string, b: string): number {
  if (a === b) return 3
  const [x, y] = [Number(a), Number(b)]
  const apart = Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y), 1e-9)
  return apart <= 0.02 ? 2 : apart <= 0.15 ? 1 : 0
}

/** A name taken apart once, for all its comparisons. */
export type NameValue = {
  text: string
  bare: string
  words: { word: string; weight: number }[]
  numbers: string[] | null
}

export function readName(value: string, weights: WordWeights): NameValue {
  const words = value.split(' ').map((word) => ({ word, weight: Math.max(0.3, weights.get(word) ?? 5) }))
  return { text: value, bare: value.replaceAll(' ', ''), words, numbers: value.match(/\d+/g) }
}

/** Longer names are compared by their words alone: character by character the work grows with the square. */
const longestName = 100

export function compareNames(a: NameValue, b: NameValue): number {
  if (a.text === b.text) return 5
  if (a.bare === b.bare) return 4
  // Houses, rooms and sizes: what differs in its numbers is not the same, however alike the words.
  if (numbersDiffer(a, b)) return 0
  const whole = Math.max(a.text.length, b.text.length) > longestName ? 0 : jaroWinkler(a.text, b.text)
  const single = a.words.length === 1 && b.words.length === 1
  const likeness = single ? whole : Math.max(whole > 0.93 ? whole : 0, sharedWords(a, b))
  if (likeness >= 0.94) return 4
  if (likeness >= 0.87) return 3
  if (likeness >= 0.78) return 2
  return likeness >= 0.65 ? 1 : 0
}

/**
 * The weight of the words that two names share, of the weight of the shorter one for the most part (`art's deli` and
 * `art's delicatessen of studio city`). Words match equal, misspelled, or shortened.
 */
function sharedWords(a: NameValue, b: NameValue): number {
  const [few, many] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words]
  const free = [...many]
  let shared = 0
  let total = 0
  for (const { word, weight } of few) {
    total += weight
    let best = 0
    let at = -1
    for (const [place, other] of free.entries()) {
      const likeness = likenessOfWords(word, other.word)
      if (likeness > best) {
        best = likeness
        at = place
      }
    }
    if (at >= 0) {
      const [other] = free.splice(at, 1)
      shared += best * Math.min(weight, other!.weight)
    }
  }
  // The short form of a name, alone in the long one, says something when its words are rare.
  const contained = shared >= total * 0.9 && total >= 4 ? 0.8 : 0
  const rest = free.reduce((sum, { weight }) => sum + weight, 0)
  return Math.max(contained, shared / (total + 0.35 * rest))
}

const numbersDiffer = ({ numbers: x }: NameValue, { numbers: y }: NameValue): boolean =>
  x !== null && y !== null && !x.some((number) => y.includes(number))

const digit = /\d/

function likenessOfWords(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.startsWith(short)) return digit.test(long) ? 0 : short.length >= 3 ? 0.95 : 0.8
  // A misspelled word keeps its beginning or most of its length.
  if (short.charCodeAt(0) !== long.charCodeAt(0) && long.length - short.length > 2) return 0
  const likeness = jaroWinkler(a, b)
  return likeness < 0.87 || digit.test(short) || digit.test(long) ? 0 : likeness
}

export function levelOfCosine(cosine: number): number {
  return cosine >= 0.85
    ? 6
    : cosine >= 0.65
      ? 5
      : cosine >= 0.5
        ? 4
        : cosine >= 0.35
          ? 3
          : cosine >= 0.2
            ? 2
            : cosine >= 0.08
              ? 1
              : 0
}
