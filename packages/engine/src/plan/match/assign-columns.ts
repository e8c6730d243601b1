import type { Template } from '@godwit/contract'
import type { Candidate } from './candidate.ts'
import { intentFor } from './implied-part.ts'
import type { Intent } from './intent.ts'
import { type Derived, type PairScore, scorePair } from './score-pair.ts'

export type Assigned = { candidate: Candidate; score: PairScore; rivals: { candidate: Candidate; score: PairScore }[] }

/** Below this no source is taken: better empty and asked about than wrong. */
export const leastScore = 0.42

type AssignInput = {
  template: Template
  intents: ReadonlyMap<string, Intent>
  candidates: readonly { candidate: Candidate; tableWords: readonly string[]; factor: number }[]
  /** Columns that are made otherwise and take no source. */
  except: ReadonlySet<string>
  /** Choices that people have made: template column → source label, or null for none. */
  chosen?: ReadonlyMap<string, string | null>
  derived?: Derived
}

/**
 * The best source for each template column, best pairs first, each source once: a column that wants only a part of a
 * value, or a link, may share its source. Deterministic: equal scores go by template order, then source order.
 */
export function assignColumns({
  template,
  intents,
  candidates,
  except,
  chosen,
  derived,
}: AssignInput): Map<string, Assigned> {
  const pairs: { name: string; at: number; candidate: Candidate; score: PairScore }[] = []
  for (const [at, column] of template.columns.entries()) {
    if (except.has(column.name)) continue
    const intent = intents.get(column.name)!
    const wish = chosen?.get(column.name)
    if (wish === null) continue
    for (const { candidate, tableWords, factor } of candidates) {
      const score = scorePair({ column, intent, template, candidate, tableWords, ...(derived ? { derived } : {}) })
      const asked = wish !== undefined && candidate.label === wish
      if (wish !== undefined && !asked) continue
      const final = asked
        ? { ...score, score: 1, why: `Taken from "${candidate.label}", as answered.` }
        : { ...score, score: score.score * factor }
      if (final.score >= 0.25) pairs.push({ name: column.name, at, candidate, score: final })
    }
  }
  pairs.sort((a, b) => b.score.score - a.score.score || a.at - b.at || a.candidate.position - b.candidate.position)
  const result = new Map<string, Assigned>()
  const used = new Set<string>()
  const key = ({ ref, label }: Candidate) => `${ref}\u0000${label}`
  const sharing = (name: string, candidate: Candidate) => {
    const intent = intentFor(intents.get(name)!, candidate)
    return (
      candidate.role === 'entry' || intent.part !== undefined || intent.target === 'link' || intent.mark !== undefined
    )
  }
  for (const { name, candidate, score } of pairs) {
    if (result.has(name) || score.score < leastScore) continue
    if (used.has(key(candidate)) && !sharing(name, candidate)) continue
    result.set(name, { candidate, score, rivals: [] })
    if (!sharing(name, candidate)) used.add(key(candidate))
  }
  for (const [name, assigned] of result) {
    assigned.rivals = pairs
      .filter(
        (pair) =>
          pair.name === name && key(pair.candidate) !== key(assigned.candidate) && !used.has(key(pair.candidate)),
      )
      .map(({ candidate, score }) => ({ candidate, score }))
      .slice(0, 5)
  }
  return result
}
