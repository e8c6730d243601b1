import type { ColumnProfile } from '@godwit/contract'
import { dateFormat } from '../../profile/index.ts'
import { text, textList } from '../../sql/quote.ts'
import { sayFormat, sayFormats } from '../ask/say-format.ts'
import type { Intent } from '../match/intent.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'
import { withoutPlaceholders } from './raw-value.ts'

/** A date or timestamp in the template's format, read in every format that the whole column proves. */
export function convertDate(input: ConvertInput): Conversion {
  const { intent, profile, choices } = input
  const reading = readingOf(profile, intent, choices.dateOrder)
  if (reading.formats.length === 0)
    return conversion(`clean_text(${withoutPlaceholders(input)})`, ['no date format fits'], 0.3)
  const timed = intent.target === 'timestamp'
  const out = intent.format ?? (timed ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d')
  // A moment in UTC falls on another day than the one that is written; only a description can want that.
  const name = timed || intent.utc ? 'format_timestamp' : 'format_date'
  const result = conversion(
    `${name}(${emptied(input)}, ${textList(inCentury(input, reading.formats))}, ${text(out)})`,
    [`read as ${sayFormats(reading.formats)}, written as ${sayFormat(out)}`],
    reading.ambiguousRows > 0 ? 0.5 : 0.98,
  )
  if (reading.ambiguousRows > 0) {
    result.open.push({ kind: 'date_order', rows: reading.ambiguousRows, samples: reading.samples })
  }
  return result
}

const birth =
  /\b(birth|births|birthday|birthdate|born|dob|geburt\w*|geboren|naissance|nacimiento|nascita|geboorte\w*|nascimento)\b/i

/** Nobody is born in 2055: two-digit years of birth are of the last century from 30 on. */
function inCentury({ column }: ConvertInput, formats: readonly string[]): string[] {
  const short = formats.some((format) => format.includes('%y') || format === 'words')
  const said = `${column.name.replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2')} ${column.description}`
  return short && birth.test(said) ? [...formats, 'past'] : [...formats]
}

/** An emptying word for dates (`0000-00-00`) also empties the same date with a time. */
function emptied(input: ConvertInput): string {
  const dated = input.intent.emptyWords.filter((word) => /^\d[\d./-]+$/.test(word))
  const full = dated.flatMap((word) => [word, `${word} 00:00:00`, `${word}T00:00:00`, `${word} 00:00`])
  return withoutPlaceholders({
    ...input,
    intent: { ...input.intent, emptyWords: [...input.intent.emptyWords, ...full] },
  })
}

export type DateReading = { formats: string[]; ambiguousRows: number; samples: string[] }

/** The formats to read a column in: those that read anything, in the one order of day and month that holds. */
export function readingOf(
  profile: ColumnProfile,
  intent: Pick<Intent, 'dateOrder'>,
  answered?: 'day_first' | 'month_first',
): DateReading {
  const proven = profile.date_order === 'day_first' || profile.date_order === 'month_first' ? profile.date_order : null
  const order =
    answered ?? intent.dateOrder ?? proven ?? (profile.date_order === 'mixed' ? strongerOrder(profile) : null)
  const formats: string[] = []
  let written = 0
  for (const { format, fits } of profile.dates) {
    const known = dateFormat(format)
    const opposite = order === 'day_first' ? 'month_first' : 'day_first'
    // Without an answer day first stands in, so that the recipe is whole while the question is open.
    if (known?.order === opposite) continue
    if (format.startsWith('%') || format === 'words') written += fits
    formats.push(format)
  }
  const serials = formats.filter((format) => !format.startsWith('%') && format !== 'words')
  const kept =
    written > 0 && serials.length > 1
      ? formats.filter((format) => format !== 'excel_serial' || rowsOf(profile, 'excel_serial') > 0)
      : formats
  const ambiguous = order === null && profile.date_order === 'ambiguous'
  const rows = ambiguous
    ? profile.dates.reduce((sum, { format, fits }) => sum + (dateFormat(format)?.order === 'day_first' ? fits : 0), 0)
    : 0
  return { formats: kept, ambiguousRows: rows, samples: ambiguous ? slashed(profile) : [] }
}

const rowsOf = (profile: ColumnProfile, format: string): number =>
  profile.dates.find((fit) => fit.format === format)?.fits ?? 0

function strongerOrder(profile: ColumnProfile): 'day_first' | 'month_first' {
  const rows = (order: string) =>
    profile.dates.reduce((sum, { format, fits }) => sum + (dateFormat(format)?.order === order ? fits : 0), 0)
  return rows('month_first') > rows('day_first') ? 'month_first' : 'day_first'
}

const slashed = (profile: ColumnProfile): string[] =>
  profile.top_values
    .map(({ value }) => value.trim())
    .filter((value) => /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/.test(value))
    .slice(0, 5)
