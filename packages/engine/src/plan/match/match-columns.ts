import type { ColumnProfile, Template } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import { chooseSources, weighPairs } from './assign-columns.ts'
import type { Candidate } from './candidate.ts'
import { confidenceOf, probabilityOf } from './choice.ts'
import { readContext } from './pair-context.ts'
import { readIntents } from './read-intents.ts'

export type MatchInput = {
  /** A table: what it is called, and its columns as profiled. */
  table: { name: string; columns: readonly ColumnProfile[] }
  template: Pick<Template, 'name' | 'slug' | 'description' | 'columns'>
  /** What values of template columns look like, where some are there already. */
  samples?: ReadonlyMap<string, ColumnProfile>
  /** A column may feed several template columns. */
  sharing?: boolean
}

/** A source column for a template column: how good it is, whether it would be taken, and why. */
export type ColumnMatch = {
  source: string
  target: string
  /** How likely it is right in view of all other pairs, 0..1: what pairs are compared by. */
  score: number
  /** The same, as a plan would show it. */
  confidence: number
  /** Whether it is part of the assignment that a plan would start from. */
  chosen: boolean
  why: string
  /** Log-odds of it being right, before they are made a confidence. */
  odds: number
}

/**
 * Every pair of a table's columns and a template's columns that is worth a look, best first for each source column, with
 * the scoring and the assignment that planning itself uses.
 */
export function matchColumns({ table, template, samples, sharing = false }: MatchInput): ColumnMatch[] {
  const intents = readIntents(template)
  const candidates = table.columns.map((profile, position) => ({
    candidate: candidateOf(table.name, profile, position),
    tableWords: [table.name],
    factor: 1,
  }))
  const context = readContext(
    template.columns,
    table.columns.map(({ column }) => column),
    samples,
  )
  const pairs = weighPairs({ template, intents, candidates, except: new Set(), context, sharing })
  const assigned = chooseSources(template, candidates.length, pairs)
  return pairs
    .map(
      ({ name, source, candidate, score, odds }): ColumnMatch => ({
        source: candidate.label,
        target: name,
        score: probabilityOf(odds),
        confidence: confidenceOf(odds),
        chosen: assigned.get(name)?.source === source,
        why: score.why,
        odds,
      }),
    )
    .sort((a, b) => b.score - a.score)
}

const candidateOf = (table: string, profile: ColumnProfile, position: number): Candidate => ({
  ref: 'source',
  table,
  column: profile.column,
  label: profile.column,
  sql: `source.${ident(profile.column)}`,
  profile,
  position,
})
