import { blockRecords, candidatesOf } from './block-records.ts'
import { openComparer } from './compare-records.ts'
import { readDesignations } from './read-designations.ts'
import type { RecordField } from './record-field.ts'
import { learnEvidence, measureChance, type WeighedPair } from './weigh-evidence.ts'

const randomPairsAtMost = 20_000
const randomPairsAtLeast = 15_000

export type Weighing = {
  fields: readonly RecordField[]
  records: number
  /** Records from here on are those of the other table; null where there is only one. */
  border: number | null
  /** Fields of which a pair must have something in common to be looked at; all of them, unless told. */
  sharing?: readonly RecordField[]
  signal?: AbortSignal | undefined
}

/** Every candidate pair with its odds. Aborting the signal rejects with its reason. */
export async function weighPairs({ fields: read, records, border, sharing, signal }: Weighing): Promise<WeighedPair[]> {
  const designations = readDesignations(read)
  const fields = designations === null ? read : [...read, designations]
  const possible = border === null ? (records * (records - 1)) / 2 : border * (records - border)
  const comparer = openComparer(fields)
  const blocks = blockRecords(sharing ?? fields, records)
  await breathe(signal)
  const pairs: WeighedPair[] = []
  const seen = new Set<number>()
  for (let record = 0; record < records; record++) {
    const allowed = (other: number) => border === null || record < border !== other < border
    for (const other of candidatesOf(record, blocks, allowed)) {
      const [a, b] = record < other ? [record, other] : [other, record]
      const id = a * records + b
      if (seen.has(id)) continue
      seen.add(id)
      pairs.push({ a, b, levels: comparer.compare(a, b), odds: 0 })
    }
    if (record % 200 === 0) await breathe(signal)
  }
  const chance = measureChance(comparer, randomPairs(records, border))
  await breathe(signal)
  learnEvidence(comparer, pairs, chance, possible, records, border !== null)
  return pairs
}

/** Lets the process attend to other things: comparing many records takes seconds. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}

/** Pairs that have nothing to do with each other, for the most part: all there are, or some spread over all records. */
function* randomPairs(records: number, border: number | null): Generator<[number, number]> {
  const wanted = Math.min(randomPairsAtMost, Math.max(randomPairsAtLeast, records * 4))
  if (border === null && (records * (records - 1)) / 2 <= wanted) {
    for (let a = 0; a < records; a++) for (let b = a + 1; b < records; b++) yield [a, b]
    return
  }
  // The same for the same number of records: a plan must not depend on chance.
  let state = 12345
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
  for (let made = 0; made < wanted; made++) {
    const a = border === null ? next(records) : next(border)
    const b = border === null ? next(records) : border + next(records - border)
    if (a !== b) yield [a, b]
  }
}
