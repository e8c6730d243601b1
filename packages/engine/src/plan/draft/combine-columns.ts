import type { TemplateColumn } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { readingOf } from '../convert/convert-date.ts'
import type { Candidate } from '../match/candidate.ts'
import { shareOf } from '../match/fit.ts'
import type { Intent } from '../match/intent.ts'
import { nameUnits } from '../match/name-words.ts'
import { renamed } from '../shape/renamed.ts'
import type { Draft, DraftColumn } from './draft.ts'

/** Several source columns as one value: in which order, and the SQL over them. */
type Combination = { parts: readonly Candidate[]; sql: string }

/**
 * Columns that want a whole of which the source has the parts: a full name of first and last name, a street with its
 * number, a moment of date and time. Only where the parts themselves are not wanted elsewhere, and nobody chose otherwise.
 */
export function combineColumns(draft: Draft, chosen: ReadonlyMap<string, string | null>): void {
  for (const column of draft.template.columns) {
    const intent = draft.intents.get(column.name)!
    if (chosen.has(column.name) || intent.part !== undefined || intent.options !== null || intent.pattern !== null)
      continue
    const drafted = draft.columns.get(column.name)
    const made =
      intent.target === 'text'
        ? (wholeName(draft, column, drafted) ?? streetWithNumber(draft, column, drafted))
        : intent.target === 'timestamp'
          ? dateAndTime(draft, intent, drafted)
          : null
    if (made === null) continue
    const { view } = draft
    draft.columns.set(column.name, {
      sql: made.sql,
      why: `Put together of ${made.parts.map(({ label }) => `"${label}"`).join(' and ')}.`,
      confidence: 0.9,
      assigned: drafted?.assigned ? { ...drafted.assigned, rivals: [] } : null,
      conversion: null,
      build: (alias) => renamed(made.sql, view.ref, alias),
    })
  }
}

const conceptsOf = (name: string): string[] => nameUnits(name).flatMap(({ concepts }) => [...concepts])
const speaksOf = (name: string, concept: string): boolean => conceptsOf(name).includes(concept)

/** The column of the view's own rows that is called so, if it is the only one. */
function only(draft: Draft, concept: string, suits: (candidate: Candidate) => boolean = () => true): Candidate | null {
  const found = draft.view.candidates.filter(
    (candidate) => candidate.profile.kind !== 'empty' && speaksOf(candidate.label, concept) && suits(candidate),
  )
  return found.length === 1 ? found[0]! : null
}

/** Whether another column of the template reads a source column. */
const isWanted = (draft: Draft, candidate: Candidate, by: string): boolean =>
  [...draft.columns].some(
    ([name, { assigned }]) =>
      name !== by && assigned?.candidate.label === candidate.label && assigned.candidate.ref === candidate.ref,
  )

function wholeName(draft: Draft, column: TemplateColumn, drafted: DraftColumn | undefined): Combination | null {
  const words = conceptsOf(column.name)
  if (!words.some((concept) => concept === 'name' || concept === 'full name')) return null
  if (words.some((concept) => ['first name', 'last name', 'middle name', 'company', 'product'].includes(concept)))
    return null
  const first = only(draft, 'first name', ({ label }) => !speaksOf(label, 'last name'))
  const last = only(draft, 'last name', ({ label }) => !speaksOf(label, 'first name'))
  if (!first || !last || first === last) return null
  // A name of its own is better than one put together.
  const taken = drafted?.assigned?.candidate
  if (taken && taken !== first && taken !== last) return null
  const middle = only(draft, 'middle name')
  const parts = [first, ...(middle ? [middle] : []), last]
  return { parts, sql: `join_text(' ', [${parts.map(({ sql }) => sql).join(', ')}])` }
}

function streetWithNumber(draft: Draft, column: TemplateColumn, drafted: DraftColumn | undefined): Combination | null {
  if (!speaksOf(column.name, 'street') && !speaksOf(column.name, 'address')) return null
  if (speaksOf(column.name, 'house number')) return null
  const street = drafted?.assigned?.candidate
  const number = only(draft, 'house number')
  if (!street || !number || street === number || street.ref !== draft.view.ref || isWanted(draft, number, column.name))
    return null
  if (!speaksOf(street.label, 'street') && !speaksOf(street.label, 'address')) return null
  // Streets that hold their number already.
  if (shareOf(street.profile, (value) => /\d/.test(value)) > 0.5) return null
  const parts = number.position < street.position ? [number, street] : [street, number]
  return { parts, sql: `join_text(' ', [${parts.map(({ sql }) => sql).join(', ')}])` }
}

function dateAndTime(draft: Draft, intent: Intent, drafted: DraftColumn | undefined): Combination | null {
  const date = drafted?.assigned?.candidate
  if (date?.profile.kind !== 'date' || date.ref !== draft.view.ref) return null
  const times = draft.view.candidates.filter(({ profile }) => profile.kind === 'time')
  // Of several times the one that stands beside the date, or is called like it.
  const time = times.length === 1 ? times[0]! : times.find(({ position }) => position === date.position + 1)
  if (!time || draft.template.columns.some(({ name }) => draft.columns.get(name)?.assigned?.candidate === time))
    return null
  const { formats } = readingOf(date.profile, intent)
  if (formats.length === 0 || formats.some((format) => !format.includes('%d'))) return null
  const clocks = [
    ...new Set(
      time.profile.top_values.map(({ value }) => (value.trim().split(':').length > 2 ? ' %H:%M:%S' : ' %H:%M')),
    ),
  ]
  const read = [...formats.flatMap((format) => clocks.map((clock) => format + clock)), ...formats]
  const moment = `join_text(' ', [${date.sql}, ${time.sql}])`
  const wanted = intent.format ?? '%Y-%m-%d %H:%M:%S'
  return {
    parts: [date, time],
    sql: `format_timestamp(${moment}, [${read.map((format) => text(format)).join(', ')}], ${text(wanted)})`,
  }
}
