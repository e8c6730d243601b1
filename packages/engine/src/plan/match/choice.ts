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
