import { confidenceTable } from './__generated__/confidence-table.ts'

/** What is known of a pair when it is chosen: how good it is, and how far it is ahead of what else there is. */
export type Features = {
  score: number
  /** Ahead of the next best source of the same template column, and of the next best column of the same source. */
  aheadOfSources: number
  aheadOfTargets: number
}

/**
 * What a pair is worth in the assignment, as log-odds: it is taken where this is above 0 and no better assignment needs
 * its column. Rivals count little here, as the assignment itself decides between them.
 */
export function gainOf({ score, aheadOfSources, aheadOfTargets }: Features): number {
  return -2.6 + 6 * score + 2.5 * clamp(aheadOfSources, 0.5) + 2.5 * clamp(aheadOfTargets, 0.5)
}

/** Log-odds of a pair being right, in view of its rivals. Weights: see `bench/fit-confidence.ts`. */
export function oddsOf({ score, aheadOfSources, aheadOfTargets }: Features): number {
  return -3.4 + 4 * score + 4.5 * clamp(aheadOfSources, 0.25) + 8 * clamp(aheadOfTargets, 0.25)
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value))

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** Log-odds of what a person has said. */
export const certain = 20

/** How often choices of these log-odds are right, 0..1, as measured. */
export function confidenceOf(odds: number): number {
  if (odds >= certain) return 1
  const at = confidenceTable.findIndex(([knot]) => knot >= odds)
  if (at === -1) return confidenceTable.at(-1)![1]
  const high = confidenceTable[at]!
  // Below what was measured it goes to nothing along the curve of the log-odds.
  if (at === 0) return high[1] * (probabilityOf(odds) / probabilityOf(high[0]))
  const low = confidenceTable[at - 1]!
  return low[1] + ((high[1] - low[1]) * (odds - low[0])) / (high[0] - low[0])
}
