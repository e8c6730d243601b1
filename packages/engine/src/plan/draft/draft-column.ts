import type { TemplateColumn } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import type { Choices } from '../convert/conversion.ts'
import { convert } from '../convert/convert.ts'
import { countryColumn } from '../convert/country-column.ts'
import type { Assigned } from '../match/assign-columns.ts'
import { bestNamed } from '../match/best-named.ts'
import type { Candidate } from '../match/candidate.ts'
import { intentFor } from '../match/implied-part.ts'
import type { Intent } from '../match/intent.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { renamed } from '../shape/renamed.ts'
import type { Draft } from './draft.ts'

/** Adds a column that reads one candidate (or several in order of preference). */
export function addColumn(draft: Draft, column: TemplateColumn, assigned: Assigned, choices: Choices): void {
  const { candidate } = assigned
  const intent = intentFor(draft.intents.get(column.name)!, candidate)
  const siblings = draft.view.candidates.filter(({ ref }) => ref === candidate.ref)
  const country = countryColumn(siblings.filter((each) => each !== candidate))
  const convertFrom = (sql: string, profile = candidate.profile, alias = candidate.ref) =>
    convert({
      column,
      intent,
      sql,
      profile,
      mapName: column.name,
      choices,
      entry: candidate.role === 'entry',
      siblings,
      ...(country === undefined ? {} : { country, countrySql: renamed(country.sql, country.ref, alias) }),
    })
  const bare = (sql: string) => withoutMarks(draft, column.name, candidate, sql)
  const converted = convertFrom(bare(candidate.sql))
  const preferred = preferredCandidates(draft, intent, candidate)
  const build = (alias: string) =>
    preferred.length > 1
      ? `pick_first(${preferred.map((each) => convertFrom(renamed(each.sql, each.ref, alias), each.profile, alias).sql).join(', ')})`
      : convertFrom(bare(renamed(candidate.sql, candidate.ref, alias)), candidate.profile, alias).sql
  const notes = converted.notes.length === 0 ? '' : ` ${sentence(converted.notes.join('; '))}`
  const others =
    preferred.length > 1 ? ` Tried in order: ${preferred.map(({ label }) => `"${label}"`).join(', ')}.` : ''
  if (converted.valueMap) draft.valueMaps[column.name] = converted.valueMap
  if (candidate.valueMap) draft.valueMaps[candidate.valueMap.name] = candidate.valueMap.entries
  draft.drops.push(...converted.drops)
  draft.review.push(...converted.review.map((rule) => ({ column: column.name, ...rule })))
  draft.columns.set(column.name, {
    sql: preferred.length > 1 ? build(candidate.ref) : converted.sql,
    why: `${assigned.score.why}${others}${notes}`.slice(0, 2000),
    confidence: round(assigned.confidence * converted.confidence),
    assigned,
    conversion: converted,
    build,
  })
}

const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

/** A mark that another column reads ("true when the name carries the asterisk") is no part of the value itself. */
export function withoutMarks(draft: Draft, name: string, candidate: Candidate, sqlText: string): string {
  for (const [other, { mark }] of draft.intents) {
    if (other === name || mark === undefined || bestNamed(draft.view, mark.phrase)?.label !== candidate.label) continue
    return `replace(${sqlText}, ${text(mark.mark)}, '')`
  }
  return sqlText
}

/** "Mobile number if usable, otherwise the phone number": the candidates that the phrases name, in their order. */
function preferredCandidates(draft: Draft, intent: Intent, first: Candidate): Candidate[] {
  if (intent.preferences.length < 2) return [first]
  const chosen: Candidate[] = []
  for (const phrase of intent.preferences) {
    const best = draft.view.candidates
      .map((candidate) => ({ candidate, likeness: nameSimilarity(phrase, candidate.label) }))
      .filter(
        ({ candidate, likeness }) =>
          likeness >= 0.5 && candidate.profile.kind === first.profile.kind && !chosen.includes(candidate),
      )
      .sort((a, b) => b.likeness - a.likeness)[0]
    if (best) chosen.push(best.candidate)
  }
  return chosen.length > 1 ? chosen : [first]
}

/** A filled reference that the looked-up table does not have. */
export const unmatched = (column: string, from: string, alias: string, table: string, label: string) => ({
  column,
  when: `clean_text(${from}) IS NOT NULL AND ${alias}._row IS NULL`,
  message: `"${table}" has no row for this "${label}", so the cell was left empty`.slice(0, 500),
})
