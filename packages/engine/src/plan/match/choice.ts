/** What is known of a pair when it is chosen: how good it is, and how far it is ahead of what else there is. */
export type Features = {
  score: number
  /** Ahead of the next best source of the same template column, and of the next best column of the same source. */
  aheadOfSources: number
  aheadOfTargets: number
}

/** Log-odds of a pair being right: above 0 it is more likely right than wrong. Weights: see `scripts/fit-confidence.ts`. */
export function oddsOf({ score, aheadOfSources, aheadOfTargets }: Features): number {
  return -2.6 + 6 * score + 2.5 * clamp(aheadOfSources) + 2.5 * clamp(aheadOfTargets)
}

const clamp = (value: number): number => Math.min(0.5, Math.max(-0.5, value))

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds))
