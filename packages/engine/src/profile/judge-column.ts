import type { ColumnProfile, FormatFit, SemanticKind } from '@godwit/contract'
import { isBooleanVocabulary } from './boolean-words.ts'
import { dateFormat, inWords } from './date-formats.ts'
import { findVariants } from './find-variants.ts'
import { kindOfValue } from './infer-kind.ts'
import { judgeMeaning } from './judge-meaning.ts'
import { findFillers, isPlaceholder } from './placeholders.ts'
import { readNumberLook } from './read-number.ts'
import type { ShapeCount } from './value-shape.ts'

/** What was counted about a column, before it is judged. */
export type ColumnCounts = {
  column: string
  rowCount: number
  filled: number
  distinctCount: number
  minLength: number
  maxLength: number
  shapes: ShapeCount[]
  topValues: { value: string; count: number }[]
  dateFits: FormatFit[]
}

/** A kind must fit this share of the values that stand for something; below it the column is text. */
const enough = 0.8

/** Turns counts into a profile: what the values are, how they are written, which of them stand for nothing. */
export function judgeColumn(counts: ColumnCounts): ColumnProfile {
  const votes = new Map<SemanticKind, number>()
  let judged = 0
  for (const { count, samples } of counts.shapes) {
    const real = samples.filter((sample) => !isPlaceholder(sample, true))
    if (real.length === 0 && samples.length > 0) continue
    // A shape may hold both: 2023-12-02 and 0000-00-00.
    const rows = samples.length === 0 ? count : (count * real.length) / samples.length
    judged += rows
    for (const sample of real) {
      const kind = kindOfValue(sample)
      votes.set(kind, (votes.get(kind) ?? 0) + rows / real.length)
    }
  }
  const dates = usefulDates(counts.dateFits)
  const dateRows = dates.length === 0 ? 0 : coveredByDates(counts, dates)
  const numbers = numberFits(counts)
  const { kind, share } = decide(counts, votes, judged, dateRows, dates, numbers)
  const typed =
    kind !== 'text' && kind !== 'enumeration' && kind !== 'boolean' && kind !== 'person_name' && kind !== 'first_name'
  const fillers = new Set(findFillers(counts.topValues, counts.distinctCount, counts.filled))
  const placeholders = counts.topValues
    .map(({ value }) => value)
    .filter((value) => isPlaceholder(value, typed) || fillers.has(value))
  const nothing = new Set(placeholders)
  const values = counts.topValues.filter(({ value }) => !nothing.has(value))
  return {
    column: counts.column,
    row_count: counts.rowCount,
    empty_share: counts.rowCount === 0 ? 0 : round(1 - counts.filled / counts.rowCount),
    distinct_count: counts.distinctCount,
    is_key: counts.rowCount > 0 && counts.filled === counts.rowCount && counts.distinctCount === counts.rowCount,
    kind,
    kind_share: round(share),
    meaning: judgeMeaning({ column: counts.column, kind, values }),
    dates,
    numbers,
    code: codeKinds.includes(kind) ? codeShape(counts.shapes) : null,
    date_order: orderOf(counts.dateFits, counts.shapes),
    min_length: counts.minLength,
    max_length: counts.maxLength,
    patterns: counts.shapes.slice(0, 20).map(({ shape, count }) => ({ pattern: shape, count })),
    top_values: counts.topValues,
    placeholders,
    variants: spelledKinds.includes(kind) ? findVariants(values) : [],
  }
}

const spelledKinds: readonly SemanticKind[] = [
  ...(['text', 'enumeration', 'person_name', 'first_name', 'last_name', 'organisation', 'city', 'country'] as const),
]
const codeKinds: readonly SemanticKind[] = ['id', 'phone', 'postcode', 'integer']

/** The shape that nearly all codes of a column have, and those that have not. */
function codeShape(shapes: readonly ShapeCount[]): FormatFit | null {
  const [first, ...others] = shapes
  const rows = shapes.reduce((sum, { count }) => sum + count, 0)
  if (!first || first.count < rows * 0.9) return null
  const misfits = others.reduce((sum, { count }) => sum + count, 0)
  const samples = others.flatMap(({ samples: some }) => some).slice(0, 5)
  return { format: first.shape, fits: first.count, misfits, samples_of_misfits: samples }
}

const round = (share: number): number => Math.round(share * 10_000) / 10_000

function decide(
  counts: ColumnCounts,
  votes: ReadonlyMap<SemanticKind, number>,
  judged: number,
  dateRows: number,
  dates: readonly FormatFit[],
  numbers: readonly FormatFit[],
): { kind: SemanticKind; share: number } {
  if (counts.filled === 0) return { kind: 'empty', share: 1 }
  const share = (...kinds: SemanticKind[]) =>
    judged === 0 ? 0 : kinds.reduce((sum, kind) => sum + (votes.get(kind) ?? 0), 0) / judged
  const complete = counts.topValues.length >= counts.distinctCount
  const realValues = counts.topValues.map(({ value }) => value).filter((value) => !isPlaceholder(value, false))
  if (complete && isBooleanVocabulary(realValues)) return { kind: 'boolean', share: 1 }
  const written = dates.filter(({ format }) => format.startsWith('%') || format === inWords.format)
  if (written.length > 0 && dateRows / Math.max(1, judged) >= enough) {
    const clocked = counts.shapes.reduce((sum, { shape, count }) => sum + (/9:99/.test(shape) ? count : 0), 0)
    const timed = written.reduce(
      (sum, { format, fits }) =>
        sum + (format === inWords.format ? Math.min(fits, clocked) : dateFormat(format)?.hasTime ? fits : 0),
      0,
    )
    return { kind: timed > dateRows / 2 ? 'timestamp' : 'date', share: Math.min(1, dateRows / judged) }
  }
  for (const kind of ['email', 'json', 'url', 'time'] as const) {
    if (share(kind) >= enough) return { kind, share: share(kind) }
  }
  const epoch = dates.find(({ format }) => format.startsWith('epoch'))
  if (epoch && epoch.fits / judged >= 0.98 && share('integer') >= 0.98)
    return { kind: 'epoch', share: epoch.fits / judged }
  if (share('phone', 'id', 'integer') >= enough && share('phone') >= 0.25)
    return { kind: 'phone', share: share('phone', 'integer') }
  const numeric = share('integer', 'decimal', 'money', 'percentage')
  if (numeric >= enough && numbers.length > 0 && share('id') < 0.1) {
    if (share('percentage') >= 0.25) return { kind: 'percentage', share: numeric }
    if (share('money') >= 0.2) return { kind: 'money', share: numeric }
    if (share('integer') >= 0.999) return { kind: 'integer', share: numeric }
    return { kind: 'decimal', share: numeric }
  }
  const repeats = counts.distinctCount > 0 ? counts.filled / counts.distinctCount : 0
  if (complete && counts.distinctCount <= 60 && repeats >= 4 && counts.maxLength <= 60) {
    return { kind: 'enumeration', share: 1 }
  }
  if (share('id', 'integer', 'phone') >= 0.9) return { kind: 'id', share: share('id', 'integer', 'phone') }
  if (share('street') >= 0.6) return { kind: 'street', share: share('street') }
  const names = share('person_name', 'first_name', 'organisation')
  if (names >= enough) {
    if (share('organisation') >= 0.15) return { kind: 'organisation', share: names }
    if (share('person_name') >= 0.6) return { kind: 'person_name', share: share('person_name') }
    if (share('first_name') >= 0.6) return { kind: 'first_name', share: share('first_name') }
  }
  return { kind: 'text', share: 1 }
}

/** Formats that read anything at all, most rows first; of two that read the same rows the more usual one leads. */
function usefulDates(fits: readonly FormatFit[]): FormatFit[] {
  const named = fits.reduce((sum, { format, fits: rows }) => sum + (/%[bB]/.test(format) ? rows : 0), 0)
  return fits
    .filter(({ format, fits: rows }) => rows > (format === inWords.format ? named : 0))
    .sort((a, b) => b.fits - a.fits)
}

/** Rows that any of the formats reads, judged shape by shape so that two orders of one shape count once. */
function coveredByDates(counts: ColumnCounts, dates: readonly FormatFit[]): number {
  const patterns = dates.map(({ format }) => new RegExp(`^${dateFormat(format)!.pattern}$`, 'u'))
  let rows = 0
  for (const { count, samples } of counts.shapes) {
    const fitting = samples.filter((sample) => patterns.some((pattern) => pattern.test(sample)))
    if (samples.length > 0) rows += (count * fitting.length) / samples.length
  }
  return rows
}

const slashedShape = /^9{1,2}[/.-]9{1,2}[/.-](9{4}|9{2})(\D|$)/

/** Which order of day and month all slashed, dotted or dashed dates of the column allow together. */
function orderOf(fits: readonly FormatFit[], shapes: readonly ShapeCount[]): ColumnProfile['date_order'] {
  const rowsRead = (order: string) =>
    fits.reduce((sum, { format, fits: rows }) => sum + (dateFormat(format)?.order === order ? rows : 0), 0)
  const dayFirst = rowsRead('day_first')
  const monthFirst = rowsRead('month_first')
  if (dayFirst === 0 && monthFirst === 0) return null
  const slashed = shapes.reduce((sum, { shape, count }) => sum + (slashedShape.test(shape) ? count : 0), 0)
  // A few cells that no order reads (31/02/2020) must not hide what the rest proves.
  const most = Math.min(slashed, Math.max(dayFirst, monthFirst))
  if (dayFirst === monthFirst) return dayFirst >= slashed * 0.98 ? 'ambiguous' : 'mixed'
  if (most < slashed * 0.98) return 'mixed'
  return dayFirst > monthFirst ? 'day_first' : 'month_first'
}

/** Number styles that read anything, best first. Values with a single mark before three digits fit either style. */
function numberFits(counts: ColumnCounts): FormatFit[] {
  const tally = { plain: 0, dot: 0, comma: 0, eitherDot: 0, eitherComma: 0 }
  const misfits: string[] = []
  let other = 0
  for (const { count, samples } of counts.shapes) {
    const real = samples.filter((sample) => !isPlaceholder(sample, true))
    if (real.length === 0) continue
    for (const sample of real) {
      const rows = count / real.length
      const look = readNumberLook(sample)
      if (look === null) {
        other += rows
        if (misfits.length < 5) misfits.push(sample)
      } else if (look.mark === 'either_dot') tally.eitherDot += rows
      else if (look.mark === 'either_comma') tally.eitherComma += rows
      else tally[look.mark] += rows
    }
  }
  const numeric = tally.plain + tally.dot + tally.comma + tally.eitherDot + tally.eitherComma
  if (numeric === 0 || numeric < other) return []
  const fit = (format: string, fits: number): FormatFit => ({
    format,
    fits: Math.round(fits),
    misfits: Math.round(numeric + other - fits),
    samples_of_misfits: misfits,
  })
  const styles = [
    fit('plain', tally.plain),
    fit('dot', tally.plain + tally.dot + tally.eitherDot + tally.eitherComma),
    fit('comma', tally.plain + tally.comma + tally.eitherDot + tally.eitherComma),
  ].filter(({ fits }) => fits > 0)
  return styles.sort((a, b) => b.fits - a.fits)
}
