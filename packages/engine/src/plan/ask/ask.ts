import type { Question, TemplateColumn } from '@godwit/contract'
import type { OpenPoint } from '../convert/conversion.ts'
import type { Candidate } from '../match/candidate.ts'
import { questionId } from './question-id.ts'

/** What a question is about: where the values come from, and where they go. */
export type About = { template: string; column: TemplateColumn; table: string; source: string | null }

/** What a question is about, as it is asked: how many rows depend on it, and some of their values. */
export const aboutOf = (about: About, affected_rows: number, samples: string[]): Question['about'] => ({
  table: about.table,
  column: about.source,
  template: about.template,
  template_column: about.column.name,
  affected_rows,
  samples,
})

const rows = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
const most = 10

/** One question for all values of a column that are not in the template's list. */
export function askUnmatched(
  about: About,
  open: Extract<OpenPoint, { kind: 'unmatched_values' }>,
  options: readonly string[],
): Question {
  const listed = open.values.slice(0, most).map(({ value, count }) => `"${value}" (${rows(count)})`)
  const more = open.values.length > most ? ` and ${open.values.length - most} more` : ''
  const affected = open.values.reduce((sum, { count }) => sum + count, 0)
  const several = open.values.length > 1
  return {
    id: questionId(
      'unmatched',
      about.table,
      about.source,
      about.template,
      about.column.name,
      ...open.values.map(({ value }) => value.toLowerCase()).sort(),
    ),
    question: `"${about.source}" holds ${several ? 'values' : 'a value'} that ${several ? 'are' : 'is'} not in the list of ${about.template}.${about.column.name}: ${listed.join(', ')}${more}. What should become of ${several ? 'them' : 'it'}?`,
    options: [
      ...options.slice(0, 50).map((option) => ({ id: `use:${option}`, label: option })),
      { id: 'empty', label: 'Leave empty' },
      { id: 'drop', label: 'Do not import these rows' },
    ],
    allowCustom: true,
    about: aboutOf(
      about,
      affected,
      open.values.slice(0, most).map(({ value }) => value),
    ),
  }
}

/** Dates that read either way: only a person knows where they come from. */
export function askDateOrder(about: About, open: Extract<OpenPoint, { kind: 'date_order' }>): Question {
  return {
    id: questionId('date_order', about.table, about.source),
    question: `The dates in "${about.source}" can be read day first or month first: ${open.samples.map((sample) => `"${sample}"`).join(', ')}. Which is right?`,
    options: [
      { id: 'day_first', label: 'Day first' },
      { id: 'month_first', label: 'Month first' },
    ],
    allowCustom: true,
    about: aboutOf(about, open.rows, open.samples),
  }
}

/** `"Phone 1" (such as "+61 491 570 156")`: a column as somebody recognises it. */
function withSample({ label, profile }: Candidate): string {
  const sample = profile.top_values[0]?.value.trim().replace(/\s+/g, ' ')
  return sample === undefined
    ? `"${label}"`
    : `"${label}" (such as "${sample.length > 40 ? `${sample.slice(0, 40)}…` : sample}")`
}

/** Several sources fit a column about equally well and hold different values. */
export function askSource(about: Omit<About, 'source'>, candidates: readonly Candidate[], rowCount: number): Question {
  return {
    id: questionId(
      'source',
      about.table,
      about.template,
      about.column.name,
      ...candidates.map(({ label }) => label).sort(),
    ),
    question: `Which column holds ${about.template}.${about.column.name}: ${candidates.map(withSample).join(' or ')}?`,
    options: [
      ...candidates.map(({ label }) => ({ id: label, label })),
      { id: 'none', label: 'None of them: leave empty' },
    ],
    allowCustom: false,
    about: {
      table: about.table,
      column: null,
      template: about.template,
      template_column: about.column.name,
      affected_rows: rowCount,
      samples: candidates
        .flatMap(({ profile }) => profile.top_values.slice(0, 3).map(({ value }) => value))
        .slice(0, most),
    },
  }
}

/** A required column that nothing feeds. `candidates` come likeliest first. */
export function askMissing(
  about: Omit<About, 'source'>,
  candidates: readonly Candidate[],
  rowCount: number,
  entries: readonly string[] | null,
): Question {
  const likely = candidates.slice(0, 3).map(withSample)
  const columns =
    likely.length === 0
      ? ''
      : ` Columns that are not used yet: ${likely.join(', ')}${candidates.length > 3 ? ' …' : ''}.`
  const constant =
    entries === null
      ? 'give it in quotes'
      : `name one of ${entries.slice(0, 10).join(', ')}${entries.length > 10 ? ' …' : ''}`
  return {
    id: questionId('missing', about.table, about.template, about.column.name),
    question: `Nothing in the files looks like ${about.template}.${about.column.name}, which is required${about.column.description ? ` (${about.column.description})` : ''}.${columns} Which column holds it? For one value in every row, ${constant}.`,
    options: [...candidates.map(({ label }) => ({ id: label, label })), { id: 'none', label: 'None: leave empty' }],
    allowCustom: true,
    about: {
      table: about.table,
      column: null,
      template: about.template,
      template_column: about.column.name,
      affected_rows: rowCount,
      samples: candidates
        .slice(0, most)
        .flatMap(({ profile }) => profile.top_values.slice(0, 1).map(({ value }) => value)),
    },
  }
}

/** Rows that are said to be one record, by its key, and say different things. */
export function askDuplicates(
  about: About,
  disputed: { keys: number; rows: number; samples: readonly string[]; columns: readonly string[] },
): Question {
  const columns = disputed.columns.slice(0, 5).join(', ') + (disputed.columns.length > 5 ? ' …' : '')
  const samples = disputed.samples.slice(0, 5).map((sample) => `"${sample}"`)
  return {
    id: questionId('duplicates', about.table, about.source, about.template, about.column.name),
    question: `${about.template}.${about.column.name} is unique, but ${rows(disputed.rows)} of "${about.table}" share ${disputed.keys === 1 ? 'one value' : `${disputed.keys.toLocaleString('en')} values`} of it (${samples.join(', ')}${disputed.keys > samples.length ? ' …' : ''}) and differ in ${columns}. Which should be kept?`,
    options: [
      { id: 'most_complete', label: 'Keep the most complete row' },
      { id: 'first', label: 'Keep the first row' },
      { id: 'last', label: 'Keep the last row' },
      { id: 'all', label: 'Keep all of them and flag them' },
    ],
    allowCustom: true,
    about: aboutOf(about, disputed.rows, disputed.samples.slice(0, most)),
  }
}

/** Rows that speak of one record and say different things about it. */
export function askRecords(
  about: About,
  disputed: { keys: number; rows: number; samples: readonly string[]; columns: readonly string[] },
): Question {
  const columns = disputed.columns.slice(0, 5).join(', ') + (disputed.columns.length > 5 ? ' …' : '')
  const samples = disputed.samples.slice(0, 5).map((sample) => `"${sample}"`)
  return {
    id: questionId('records', about.table, about.source, about.template, about.column.name),
    question: `Each ${about.column.name} becomes one row of ${about.template}, but ${rows(disputed.rows)} of "${about.table}" say different things about ${disputed.keys === 1 ? 'one of them' : `${disputed.keys.toLocaleString('en')} of them`} (${samples.join(', ')}${disputed.keys > samples.length ? ' …' : ''}) in ${columns}. Which should count?`,
    options: [
      { id: 'first', label: 'What the first row says' },
      { id: 'last', label: 'What the last row says' },
      { id: 'most_frequent', label: 'What most rows say' },
    ],
    allowCustom: true,
    about: aboutOf(about, disputed.rows, disputed.samples.slice(0, most)),
  }
}
