import type { ColumnProfile, Template } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import { assignColumns } from './assign-columns.ts'
import type { Candidate } from './candidate.ts'
import { readIntents } from './read-intents.ts'
import { scorePair } from './score-pair.ts'

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
  /** 0..1, for comparing pairs. */
  score: number
  /** How likely it is right, 0..1. */
  confidence: number
  /** Whether it is part of the assignment that a plan would start from. */
  chosen: boolean
  why: string
}

/** Every pair of a table's columns and a template's columns that is worth a look, best first for each source column. */
export function matchColumns({ table, template }: MatchInput): ColumnMatch[] {
  const whole = { ...template, id: '', version: 1, created_at: '', updated_at: '' }
  const intents = readIntents(whole)
  const candidates = table.columns.map(
    (profile, position): Candidate => ({
      ref: 'source',
      table: table.name,
      column: profile.column,
      label: profile.column,
      sql: `source.${ident(profile.column)}`,
      profile,
      position,
    }),
  )
  const tableWords = [table.name]
  const assigned = assignColumns({
    template: whole,
    intents,
    candidates: candidates.map((candidate) => ({ candidate, tableWords, factor: 1 })),
    except: new Set(),
  })
  const matches: ColumnMatch[] = []
  for (const candidate of candidates) {
    const pairs = whole.columns.map((column) => {
      const score = scorePair({ column, intent: intents.get(column.name)!, template: whole, candidate, tableWords })
      const chosen = assigned.get(column.name)?.candidate === candidate
      return {
        source: candidate.label,
        target: column.name,
        score: score.score,
        confidence: score.score,
        chosen,
        why: score.why,
      }
    })
    matches.push(...pairs.filter(({ score }) => score > 0.02).sort((a, b) => b.score - a.score))
  }
  return matches
}
