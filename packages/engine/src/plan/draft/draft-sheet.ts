import type { TemplateColumn } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { readingOf } from '../convert/convert-date.ts'
import { type Assigned, assignColumns } from '../match/assign-columns.ts'
import { bestNamed } from '../match/best-named.ts'
import type { Candidate } from '../match/candidate.ts'
import { eliminate } from '../match/eliminate.ts'
import { shareOf } from '../match/fit.ts'
import type { Intent } from '../match/intent.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { nameUnits } from '../match/name-words.ts'
import { type Reach, reachFrom } from '../shape/join-views.ts'
import { linkColumn } from '../shape/link-column.ts'
import type { View } from '../shape/view.ts'
import { combineColumns } from './combine-columns.ts'
import { type Draft, type DraftInput, emptyDraft } from './draft.ts'
import { addColumn, unmatched } from './draft-column.ts'

/** Plans one sheet from one view: sources, joins, expressions. Rows are looked at afterwards. */
export function draftSheet(input: DraftInput): Draft {
  const { template, intents, view } = input
  const draft = emptyDraft({ template, intents, view })
  const computed = new Set(
    template.columns.filter(({ name }) => isComputed(intents.get(name)!)).map(({ name }) => name),
  )
  const reaches = reachFrom(view, input.views, input.inclusions)
  const own = view.candidates.map((candidate) => ({ candidate, tableWords: view.words, factor: 1 }))
  const joined = reaches.flatMap((reach) =>
    reach.candidates
      .filter(({ label }) => label !== reach.key)
      .map((candidate) => ({ candidate, tableWords: [...reach.view.words, reach.fk], factor: reach.via ? 0.9 : 0.96 })),
  )
  const links = new Set(
    template.columns.filter(({ name }) => intents.get(name)!.target === 'link').map(({ name }) => name),
  )
  const assigned = assignColumns({
    template,
    intents,
    candidates: [...own, ...joined],
    except: new Set([...computed, ...links]),
    chosen: input.chosen,
    ...(input.derived ? { derived: input.derived } : {}),
  })
  if (input.derived === null) {
    const settled = new Set([...computed, ...links, ...input.chosen.keys()])
    const left = eliminate({
      template,
      intents,
      candidates: view.candidates,
      tableWords: view.words,
      assigned,
      except: settled,
    })
    for (const [name, found] of left) assigned.set(name, found)
  }
  for (const column of template.columns) {
    const found = assigned.get(column.name)
    if (!found) continue
    const better = preferLookup(column, intents.get(column.name)!, found, reaches, view)
    addColumn(draft, column, better, input.choices.get(column.name) ?? {})
    const reach = reaches.find((each) => each.join.as === better.candidate.ref)
    if (reach) takeReach(draft, column.name, reach)
  }
  combineColumns(draft, input.chosen)
  for (const column of template.columns) {
    if (links.has(column.name)) linkColumn({ ...input, draft, column, intent: intents.get(column.name)! })
  }
  for (const column of template.columns) {
    if (computed.has(column.name)) computeColumn(draft, column, intents.get(column.name)!)
  }
  return draft
}

/** Joins a table, after the one that leads to it, and points out rows that it has nothing for. */
function takeReach(draft: Draft, column: string, reach: Reach): void {
  if (draft.joins.some(({ as }) => as === reach.join.as)) return
  if (reach.via) takeReach(draft, column, reach.via)
  draft.joins.push(reach.join)
  draft.review.push(unmatched(column, reach.fkSql, reach.join.as, reach.view.table.name, reach.fk))
}

const isComputed = (intent: Intent): boolean =>
  intent.count !== undefined ||
  intent.plusDays !== undefined ||
  intent.position === true ||
  intent.product !== undefined ||
  intent.mark !== undefined

/** A name is wanted and the source only has a code that points to a table with the name: take the name. */
function preferLookup(
  column: TemplateColumn,
  intent: Intent,
  found: Assigned,
  reaches: readonly Reach[],
  view: View,
): Assigned {
  if (found.candidate.ref !== view.ref || intent.target !== 'text') return found
  if (
    nameUnits(column.name).some(({ concepts }) =>
      concepts.some((concept) => ['id', 'code', 'number', 'reference'].includes(concept)),
    )
  )
    return found
  const reach =
    reaches.find((each) => intent.fromTable !== undefined && namesTable(intent.fromTable, each.view)) ??
    reaches.find(({ fk }) => fk === found.candidate.label)
  if (reach === undefined) return found
  const rival = found.rivals.find(({ candidate }) => candidate.ref === reach.join.as)
  if (!rival) return found
  if (intent.fromTable !== undefined && namesTable(intent.fromTable, reach.view) && rival.score.score >= 0.35)
    return { ...rival, confidence: rival.score.score, rivals: [] }
  const coded =
    ['id', 'integer'].includes(found.candidate.profile.kind) ||
    found.candidate.profile.patterns.every(({ pattern }) => pattern.includes('9'))
  return coded && rival.score.score >= 0.35 ? { ...rival, confidence: rival.score.score, rivals: [] } : found
}

const namesTable = (word: string, { words }: View): boolean => words.some((name) => nameSimilarity(word, name) >= 0.5)

function computeColumn(draft: Draft, column: TemplateColumn, intent: Intent): void {
  const made = computed(draft, intent)
  if (made === null) return
  draft.columns.set(column.name, {
    sql: made.sql,
    why: made.why,
    confidence: 0.9,
    assigned: null,
    conversion: null,
    build: () => made.sql,
  })
}

function computed(draft: Draft, intent: Intent): { sql: string; why: string } | null {
  const { view } = draft
  if (intent.position) {
    const parent = [...draft.columns].find(([name]) => draft.intents.get(name)!.target === 'link')
    const within = parent ? `PARTITION BY ${parent[1].sql} ` : ''
    return {
      sql: `CAST(row_number() OVER (${within}ORDER BY ${view.ref}._row) AS VARCHAR)`,
      why: 'Counted from 1 in source order.',
    }
  }
  if (intent.product) {
    const factors = intent.product.map((phrase) => {
      const sameSheet = [...draft.columns].map(([name, value]) => ({
        candidate: value.assigned?.candidate,
        likeness: nameSimilarity(phrase, name),
      }))
      const best = sameSheet
        .filter(({ candidate, likeness }) => candidate && likeness >= 0.7)
        .sort((a, b) => b.likeness - a.likeness)[0]
      return best?.candidate ?? bestNamed(view, phrase)
    })
    if (factors.some((factor) => factor === null)) return null
    const product = factors.map((factor) => `parse_number(${factor!.sql}, ${text(numberStyle(factor!))})`).join(' * ')
    const names = factors.map((factor) => `"${factor!.label}"`).join(' × ')
    return { sql: `format_number(${product}, 'plain', ${intent.decimals ?? 2})`, why: `Calculated: ${names}.` }
  }
  if (intent.plusDays) {
    const date = bestOf(draft, intent.plusDays[0], ({ profile }) => ['date', 'timestamp'].includes(profile.kind))
    const days = bestOf(
      draft,
      intent.plusDays[1],
      ({ profile }) => shareOf(profile, (value) => /\d/.test(value)) >= 0.5,
    )
    if (date === null || days === null || date === days) return null
    const formats = readingOf(date.profile, intent)
      .formats.map((format) => text(format))
      .join(', ')
    return {
      sql: `strftime(parse_date(${date.sql}, [${formats}]) + to_days(TRY_CAST(digits(${days.sql}) AS INTEGER)), ${text(intent.format ?? '%Y-%m-%d')})`,
      why: `"${date.label}" plus the days in "${days.label}".`,
    }
  }
  if (intent.mark) {
    const carrier = bestNamed(view, intent.mark.phrase)
    if (carrier === null) return null
    const [yes, no] = intent.options?.length === 2 ? yesNo(intent.options) : ['true', 'false']
    return {
      sql: `CASE WHEN contains(${carrier.sql}, ${text(intent.mark.mark)}) THEN ${text(yes)} ELSE ${text(no)} END`,
      why: `"${intent.mark.mark}" in "${carrier.label}" marks it.`,
    }
  }
  return null
}

/** The column that a phrase names best among those that can be meant; the only one there is needs no name. */
function bestOf(draft: Draft, phrase: string, can: (candidate: Candidate) => boolean): Candidate | null {
  const ranked = draft.view.candidates
    .filter(can)
    .map((candidate) => ({
      candidate,
      likeness: nameSimilarity(phrase, candidate.label, draft.view.words, draft.view.words),
    }))
    .sort((a, b) => b.likeness - a.likeness)
  const [first] = ranked
  return first && (first.likeness >= 0.4 || ranked.length === 1) ? first.candidate : null
}

const yesNo = (options: readonly string[]): [string, string] =>
  /^(true|yes|y|1|on|t|ja|oui)$/i.test(options[0]!) ? [options[0]!, options[1]!] : [options[1]!, options[0]!]

const numberStyle = ({ profile }: Candidate): string =>
  profile.numbers.find(({ format }) => format !== 'plain')?.format ?? 'dot'

/** Columns of a sheet that nothing feeds. */
export const missingColumns = (draft: Draft): TemplateColumn[] =>
  draft.template.columns.filter(({ name }) => !draft.columns.has(name))
