import { blockRecords, candidatesOf } from './block-records.ts'
import { openComparer } from './compare-records.ts'
import { readDesignations } from './read-designations.ts'
import type { RecordField } from './record-field.ts'
import { learnEvidence, measureChance, type WeighedPair } from './weigh-evidence.ts'

const randomPairsAtMost = 20_000
const randomPairsAtLeast = 15000

/**
 * Every candidate pair with its odds. `border`: records from here on are those of the other table. `sharing`: fields of
 * which a pair must have something in common to be looked at; all of them, unless told.
 */
export async function weighPairs(
  columns: readonly RecordField[],
  records: number,
  possible: number,
  border: number | null,
  sharing: readonly RecordField[] = columns,
): Promise<WeighedPair[]> {
  const designations = readDesignations(columns)
  const fields = designations === null ? columns : [...columns, designations]
  const comparer = openComparer(fields)
  const blocks = blockRecords(sharing === columns ? fields : sharing, records)
  await breathe()
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
    if (record % 200 === 0) await breathe()
  }
  const chance = measureChance(comparer, randomPairs(records, border))
  await breathe()
  learnEvidence(comparer, pairs, chance, possible, records, border !== null)
  return pairs
}

/** Lets the process attend to other things: comparing many records takes seconds. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The same pairs for the same number of records, spread over all of them. */
function* randomPairs(records: number, border: number | null): Generator<[number, number]> {
  const wanted = Math.min(randomPairsAtMost, Math.max(randomPairsAtLeast, records * 4))
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
