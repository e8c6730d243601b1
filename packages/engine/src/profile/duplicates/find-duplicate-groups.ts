import type { NearDuplicateGroup } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { clusterPairs } from './cluster-records.ts'
import { readRecords, type Source } from './find-near-duplicates.ts'
import { judgePair, readIdentity } from './judge-identity.ts'
import type { RecordField } from './record-field.ts'
import type { WeighedPair } from './weigh-evidence.ts'
import { weighPairs } from './weigh-pairs.ts'

/** Longer tables are not searched while a migration is planned: comparing takes about a third of a millisecond a row. */
const rowsAtMost = 10_000
const groupsAtMost = 200
/** In a table of things most rows have a name of their own; in one of events the same names come again and again. */
const ownNames = 0.6
const leastProbability = 0.95

/**
 * Rows that look like the same thing, for people to decide on: only in tables of things that have names, only where the
 * names agree and something else does that few share.
 */
export async function findDuplicateGroups(
  db: Duckdb,
  source: Source,
  signal?: AbortSignal,
): Promise<NearDuplicateGroup[]> {
  if (source.rowCount > rowsAtMost) return []
  const records = await readRecords(db, source)
  if (records === null) return []
  const { rows, fields } = records
  const identity = readIdentity(fields)
  const { identifying, names } = identity
  if (
    identifying.length === 0 ||
    shareOfOwnNames(
      names.map((at) => fields[at]!),
      rows.length,
    ) < ownNames
  )
    return []
  const sharing = identifying.map((at) => fields[at]!)
  const pairs = await weighPairs({ fields, records: rows.length, border: null, sharing, signal })
  const likely = pairs.flatMap((pair) => {
    const judged = probability(pair) >= leastProbability && judgePair(pair, identity)
    return judged ? [{ ...pair, ...judged }] : []
  })
  const groups = clusterPairs(likely).map((cluster): NearDuplicateGroup => {
    const members = new Set(cluster)
    const held = likely.filter(({ a, b }) => members.has(a) && members.has(b))
    const named = (passes: (level: number) => boolean, every: boolean) =>
      fields
        .filter((_, at) => held[every ? 'every' : 'some'](({ levels }) => levels[at]! >= 0 && passes(levels[at]!)))
        .map(({ name }) => name)
    return {
      rows: cluster.map((record) => rows[record]!),
      sure: held.every(({ sure }) => sure),
      confidence: Math.min(...held.map(probability)),
      agree: named((level) => level >= 2, true),
      differ: named((level) => level < 2, false),
    }
  })
  return groups
    .sort((x, y) => Number(y.sure) - Number(x.sure) || y.confidence - x.confidence || x.rows[0]! - y.rows[0]!)
    .slice(0, groupsAtMost)
}

const probability = ({ odds }: WeighedPair): number => Math.floor((1 / (1 + Math.exp(-odds))) * 1000) / 1000

function shareOfOwnNames(names: readonly RecordField[], records: number): number {
  if (names.length === 0) return 0
  const seen = new Set<string>()
  let filled = 0
  for (let record = 0; record < records; record++) {
    const name = names.map(({ values }) => values[record] ?? '').join('|')
    if (name.replaceAll('|', '') === '') continue
    filled++
    seen.add(name)
  }
  return filled === 0 ? 0 : seen.size / filled
}
