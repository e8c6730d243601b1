import type { View } from '../shape/view.ts'
import type { Candidate } from './candidate.ts'
import { nameSimilarity } from './name-similarity.ts'

/** The view's column that a phrase names best; null where none comes close. */
export function bestNamed(view: View, phrase: string): Candidate | null {
  const best = view.candidates
    .map((candidate) => ({ candidate, likeness: nameSimilarity(phrase, candidate.label, view.words, view.words) }))
    .sort((a, b) => b.likeness - a.likeness)[0]
  return best && best.likeness >= 0.55 ? best.candidate : null
}
