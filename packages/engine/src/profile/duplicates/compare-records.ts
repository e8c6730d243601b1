import {
  compareCodes,
  compareDates,
  compareEmails,
  compareNames,
  compareNumbers,
  levelOfCosine,
  levelsOf,
  type NameValue,
  readName,
} from './compare-values.ts'
import { compareDesignations } from './read-designations.ts'
import { namesRecords, type RecordField } from './record-field.ts'
import { cosine, vectorOf, type WordVector, type WordWeights, weighWords } from './weigh-words.ts'

/** Compares two records field by field: a level for each (see `levelsOf`), -1 where either is empty. */
export type RecordComparer = {
  fields: readonly { field: RecordField; levels: number }[]
  /** Places of the fields that name what a record is. */
  names: readonly number[]
  compare: (a: number, b: number) => Int8Array
}

/** Values found in each other's place must be this alike. */
const exchangedLevel = 4

export function openComparer(fields: readonly RecordField[]): RecordComparer {
  const weights = fields.map(({ values }) => weighWords(values))
  const compareValue = fields.map((field, at) => comparerOf(field, weights[at]!))
  const readers = weights.map(nameReader)
  const names = fields.flatMap(({ comparison }, at) => (comparison === 'name' ? [at] : []))
  const neighbours = names.flatMap((at, place) => (names[place + 1] === at + 1 ? [[at, at + 1] as const] : []))
  return {
    names: fields.flatMap((field, at) => (namesRecords(field) ? [at] : [])),
    fields: fields.map((field) => ({ field, levels: levelsOf[field.comparison] })),
    compare(a, b) {
      const found = new Int8Array(fields.length)
      for (const [at, { values }] of fields.entries()) {
        found[at] = values[a] === null || values[b] === null ? -1 : compareValue[at]!(a, b)
      }
      for (const [left, right] of neighbours) {
        if (found[left]! > 1 || found[right]! > 1) continue
        exchange({ a, b, left: fields[left]!.values, right: fields[right]!.values }, readers[left]!, found, left)
      }
      return found
    },
  }
}

function comparerOf(field: RecordField, weights: WordWeights): (a: number, b: number) => number {
  const { values, comparison } = field
  if (comparison === 'text') {
    const vectors = new Map<number, WordVector>()
    const vector = (at: number) => {
      const known = vectors.get(at) ?? vectorOf(values[at]!, weights)
      vectors.set(at, known)
      return known
    }
    return (a, b) => levelOfCosine(cosine(vector(a), vector(b)))
  }
  if (comparison === 'designation') return (a, b) => compareDesignations(values[a]!, values[b]!)
  if (comparison === 'name') {
    const name = nameReader(weights)
    return (a, b) => compareNames(name(values[a]!), name(values[b]!))
  }
  if (field.kind === 'email') return (a, b) => compareEmails(values[a]!, values[b]!)
  const compare = comparison === 'code' ? compareCodes : comparison === 'date' ? compareDates : compareNumbers
  return (a, b) => compare(values[a]!, values[b]!)
}

function nameReader(weights: WordWeights): (value: string) => NameValue {
  const known = new Map<string, NameValue>()
  return (value) => {
    const name = known.get(value) ?? readName(value, weights)
    known.set(value, name)
    return name
  }
}

/** Given name and surname, or two address lines, the other way round; or one of them in the other's empty place. */
function exchange(
  { a, b, left, right }: { a: number; b: number; left: RecordField['values']; right: RecordField['values'] },
  name: (value: string) => NameValue,
  found: Int8Array,
  atLeft: number,
): void {
  const like = (x: string | null | undefined, y: string | null | undefined) =>
    x != null && y != null && compareNames(name(x), name(y)) >= exchangedLevel
  const crossed = like(left[a], right[b])
  const back = like(right[a], left[b])
  const alone = (x: number, y: number) => left[y] === null && right[x] === null
  if (crossed && back) {
    found[atLeft] = exchangedLevel
    found[atLeft + 1] = exchangedLevel
  } else if ((crossed && alone(a, b)) || (back && alone(b, a))) {
    found[atLeft] = exchangedLevel
  }
}
