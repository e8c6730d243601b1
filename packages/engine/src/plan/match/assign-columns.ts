import type { Template } from '@godwit/contract'
import type { Candidate } from './candidate.ts'
import { certain, confidenceOf, type Features, gainOf, oddsOf } from './choice.ts'
import { intentFor } from './implied-part.ts'
import type { Intent } from './intent.ts'
import { type PairContext, readContext } from './pair-context.ts'
import { type Derived, type PairScore, scorePair } from './score-pair.ts'
import { type Gain, solveAssignment } from './solve-assignment.ts'

export type Assigned = {
  candidate: Candidate
  score: PairScore
  /** How likely the choice is right, 0..1. */
  confidence: number
  rivals: { candidate: Candidate; score: PairScore }[]
}

/** Pairs below this are not looked at. */
const leastScore = 0.12

type AssignInput = {
  template: Pick<Template, 'name' | 'columns'>
  intents: ReadonlyMap<string, Intent>
  candidates: readonly { candidate: Candidate; tableWords: readonly string[]; factor: number }[]
  /** Columns that are made otherwise and take no source. */
  except: ReadonlySet<string>
  /** Choices that people have made: template column → source label, or null for none. */
  chosen?: ReadonlyMap<string, string | null>
  derived?: Derived
  context?: PairContext
  /** Any source may feed several columns. */
  sharing?: boolean
}

/** A source for a template column. `at` and `source` are their places in the template and among the candidates. */
export type Pair = {
  at: number
  name: string
  source: number
  candidate: Candidate
  score: PairScore
  features: Features
  /** What it is worth in the assignment, and the log-odds of it being right. */
  gain: number
  odds: number
  /** It leaves its source free for other columns. */
  shares: boolean
}

/**
 * The likeliest assignment of sources to a template's columns as a whole: each source once, except by columns that want
 * only a part of a value, or a link, which share it. A column stays without a source where every pair is more likely
 * wrong than right. Deterministic: equal odds go by template order, then source order.
 */
export function assignColumns(input: AssignInput): Map<string, Assigned> {
  const pairs = weighPairs(input)
  const chosen = chooseSources(input.template, input.candidates.length, pairs)
  const taken = new Set([...chosen.values()].filter(({ shares }) => !shares).map(({ source }) => source))
  const byTarget = Map.groupBy(pairs, ({ at }) => at)
  return new Map(
    [...chosen].map(([name, pair]) => [
      name,
      {
        candidate: pair.candidate,
        score: pair.score,
        confidence: confidenceOf(pair.odds),
        rivals: byTarget
          .get(pair.at)!
          .filter((each) => each.source !== pair.source && !taken.has(each.source))
          .sort((a, b) => b.score.score - a.score.score || a.candidate.position - b.candidate.position)
          .map(({ candidate, score }) => ({ candidate, score }))
          .slice(0, 5),
      },
    ]),
  )
}

/** The pair of each template column that has one in the likeliest assignment as a whole. */
export function chooseSources(
  template: Pick<Template, 'columns'>,
  sources: number,
  pairs: readonly Pair[],
): Map<string, Pair> {
  const gains: Gain[] = []
  const alone = new Array<number>(template.columns.length).fill(0)
  // A pair that leaves its source free for others needs no place in the assignment: it is what the column has otherwise.
  const sharedBest = new Map<number, Pair>()
  for (const pair of pairs) {
    if (pair.gain <= 0) continue
    if (!pair.shares) gains.push({ row: pair.at, column: pair.source, gain: pair.gain })
    else if (pair.gain > alone[pair.at]!) {
      alone[pair.at] = pair.gain
      sharedBest.set(pair.at, pair)
    }
  }
  const solved = solveAssignment(template.columns.length, sources, gains, alone)
  const chosen = new Map<string, Pair>()
  for (const pair of pairs) if (!pair.shares && solved[pair.at] === pair.source) chosen.set(pair.name, pair)
  for (const pair of sharedBest.values()) if (solved[pair.at] === null) chosen.set(pair.name, pair)
  return chosen
}

/** All pairs worth a look, with the odds of each being right in view of the others. */
export function weighPairs(input: AssignInput): Pair[] {
  const { template, intents, candidates, except, chosen, derived, sharing = false } = input
  const context =
    input.context ??
    readContext(
      template.columns,
      candidates.map(({ candidate }) => candidate.label),
    )
  const distinct = distinctSources(candidates)
  const found: (Omit<Pair, 'features' | 'gain' | 'odds'> & { asked: boolean })[] = []
  for (const [at, column] of template.columns.entries()) {
    if (except.has(column.name)) continue
    const intent = intents.get(column.name)!
    const wish = chosen?.get(column.name)
    if (wish === null) continue
    for (const [source, { candidate, tableWords, factor }] of distinct) {
      const asked = wish !== undefined && candidate.label === wish
      if (wish !== undefined && !asked) continue
      const scored = scorePair({
        column,
        intent,
        template,
        candidate,
        tableWords,
        context,
        ...(derived ? { derived } : {}),
      })
      const score = asked
        ? { ...scored, score: 1, why: `Taken from "${candidate.label}", as answered.` }
        : { ...scored, score: scored.score * factor }
      if (score.score < leastScore) continue
      const shares = sharing || sharesSource(intent, candidate)
      found.push({ at, name: column.name, source, candidate, score, asked, shares })
    }
  }
  const bySource = twoBest(found, ({ source }) => source)
  const byTarget = twoBest(found, ({ at }) => at)
  return found.map(({ asked, ...pair }) => {
    const features = featuresOf(pair.score, byTarget.get(pair.at)!, bySource.get(pair.source)!)
    // Where sources are shared out freely, another source that fits takes nothing away, and being alone says less.
    if (sharing) features.aheadOfSources = Math.max(0, Math.min(0.25, features.aheadOfSources)) / 2
    return {
      ...pair,
      features,
      gain: asked ? certain : sharing ? oddsOf(features) : gainOf(features),
      odds: asked ? certain : oddsOf(features),
    }
  })
}

/** A JSON leaf that is staged as a column of its own is one source, not two. */
function distinctSources(candidates: AssignInput['candidates']): [number, AssignInput['candidates'][number]][] {
  const seen = new Set<string>()
  return [...candidates.entries()].filter(([, { candidate }]) => {
    const key = `${candidate.ref}\u0000${candidate.label}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

type TwoBest = { first: number; second: number }

function featuresOf(score: PairScore, ofTarget: TwoBest, ofSource: TwoBest): Features {
  const ahead = ({ first, second }: TwoBest) => score.score - (score.score >= first ? second : first)
  return {
    score: score.score,
    aheadOfSources: ahead(ofTarget),
    aheadOfTargets: ahead(ofSource),
  }
}

function twoBest<Scored extends { score: PairScore }>(
  pairs: readonly Scored[],
  keyOf: (pair: Scored) => number,
): Map<number, TwoBest> {
  const best = new Map<number, TwoBest>()
  for (const pair of pairs) {
    const key = keyOf(pair)
    const known = best.get(key) ?? { first: 0, second: 0 }
    const score = pair.score.score
    if (score > known.first) best.set(key, { first: score, second: known.first })
    else if (score > known.second) best.set(key, { ...known, second: score })
    else best.set(key, known)
  }
  return best
}

const sharesSource = (wanted: Intent, candidate: Candidate): boolean => {
  const intent = intentFor(wanted, candidate)
  return (
    candidate.role === 'entry' || intent.part !== undefined || intent.target === 'link' || intent.mark !== undefined
  )
}
