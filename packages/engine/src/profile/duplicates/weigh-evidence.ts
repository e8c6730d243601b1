import type { RecordComparer } from './compare-records.ts'

/** A pair of records with what their comparison says. `odds` is the logarithm of match : no match. */
export type WeighedPair = { a: number; b: number; levels: Int8Array; odds: number }

/**
 * Fellegi and Sunter's model: for each field and level the share of pairs that show it among matches (`m`) and among
 * other pairs (`u`).
 */
export type EvidenceModel = {
  m: number[][]
  u: number[][]
  /** Expected matches of all possible pairs. */
  prior: number
}

const rounds = 10
const learntFrom = 40_000
/** How many matches the first guess of `m` counts for: few matches cannot overturn it. */
const guessWeight = 12

/** What chance brings about: levels of pairs of records that have nothing to do with each other. */
export function measureChance(comparer: RecordComparer, randomPairs: Iterable<[number, number]>): number[][] {
  const counts = comparer.fields.map(({ levels }) => new Array<number>(levels).fill(0))
  for (const [a, b] of randomPairs) {
    for (const [at, level] of comparer.compare(a, b).entries()) if (level >= 0) counts[at]![level]! += 1
  }
  return counts.map((of) => {
    const total = of.reduce((sum, count) => sum + count, 0)
    return of.map((count, level) => (count + (level === 0 ? 1 : 0.3)) / (total + 1 + 0.3 * (of.length - 1)))
  })
}

/** First guess: matches mostly agree, and disagree altogether in one of eight. */
const guess = (levels: number): number[] => {
  const middle = 0.25 / Math.max(1, levels - 2)
  return Array.from({ length: levels }, (_, level) => (level === 0 ? 0.12 : level === levels - 1 ? 0.63 : middle))
}

/** What counts for a value that no other record holds. */
const unseen = 0.25

/** Finds the weights that explain the candidates best, by expectation and maximisation. `possible`: all pairs there are. */
export function learnEvidence(
  comparer: RecordComparer,
  pairs: WeighedPair[],
  chance: number[][],
  possible: number,
  records: number,
  rivalry: boolean,
): EvidenceModel {
  const guesses = comparer.fields.map(({ levels }) => guess(levels))
  const model: EvidenceModel = { m: guesses.map((of) => [...of]), u: chance, prior: (records * 0.05) / possible }
  // A part of the candidates is enough to learn from; where candidates compete, all of a record's are needed.
  const step = rivalry ? 1 : Math.max(1, Math.floor(pairs.length / learntFrom))
  const learning = pairs.filter((_, at) => at % step === 0)
  for (let round = 0; round < rounds; round++) {
    const sums = guesses.map((of) => of.map((share) => share * guessWeight))
    let matches = 0
    for (const pair of learning) pair.odds = oddsOf(pair, comparer, model, records)
    const probabilities = rivalry
      ? sharedProbabilities(learning)
      : learning.map(({ odds }) => 1 / (1 + Math.exp(-odds)))
    for (const [at, pair] of learning.entries()) {
      const probability = probabilities[at]!
      if (probability < 0.01) continue
      matches += probability
      for (const [at, level] of pair.levels.entries()) if (level >= 0) sums[at]![level]! += probability
    }
    model.m = sums.map((of) => {
      const total = of.reduce((sum, share) => sum + share, 0)
      return of.map((share) => share / total)
    })
    model.prior = Math.max(1, matches * step) / possible
  }
  for (const pair of pairs) pair.odds = oddsOf(pair, comparer, model, records)
  return model
}

/** Where each record has one counterpart at most, its candidates compete: their probabilities add up to one at most. */
export function sharedProbabilities(pairs: readonly WeighedPair[]): number[] {
  const sums = new Map<number, number>()
  const likelihoods = pairs.map(({ odds }) => Math.exp(Math.min(odds, 50)))
  for (const [at, { a, b }] of pairs.entries()) {
    sums.set(a, (sums.get(a) ?? 1) + likelihoods[at]!)
    sums.set(b, (sums.get(b) ?? 1) + likelihoods[at]!)
  }
  return pairs.map(({ a, b }, at) => likelihoods[at]! / Math.max(sums.get(a)!, sums.get(b)!))
}

/** Agreement in a rare value says more than in a frequent one. */
export function oddsOf(
  { a, levels }: WeighedPair,
  { fields, names }: RecordComparer,
  { m, u, prior }: EvidenceModel,
  records: number,
): number {
  let odds = Math.log(prior / (1 - prior))
  if (isNamedOtherwise(levels, names)) odds += namedOtherwise
  for (const [at, level] of levels.entries()) {
    if (level < 0) continue
    const { field, levels: of } = fields[at]!
    let chance = u[at]![level]!
    if (level === of - 1 && field.counts.size > 0 && field.comparison !== 'text') {
      // The pair itself is two of the rows that hold the value; how often chance brings it about, the others tell.
      chance = Math.max(chance * 0.05, ((field.counts.get(field.values[a]!) ?? 2) - 2 + unseen) / records)
    }
    odds += Math.log(m[at]![level]! / chance)
  }
  return odds
}

/**
 * Two restaurants in one hotel share address and phone. What their other fields say belongs together, so that weighing
 * each by itself says too much; records none of whose names are alike are rarely one.
 */
const namedOtherwise = -4

function isNamedOtherwise(levels: Int8Array, names: readonly number[]): boolean {
  let compared = false
  for (const at of names) {
    if (levels[at]! >= 1) return false
    if (levels[at] === 0) compared = true
  }
  return compared
}
