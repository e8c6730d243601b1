import type { ColumnProfile } from '@godwit/contract'
import { readNumberLook } from '../../profile/index.ts'
import { text } from '../../sql/quote.ts'
import { parseMoney } from '../../values/index.ts'
import { shareOf } from '../match/fit.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'
import { escapePattern, withoutPlaceholders } from './raw-value.ts'

type Style = 'dot' | 'comma' | 'plain'

/** A number with the template's decimals, read with the decimal mark that the column (or its table) proves. */
export function convertNumber(input: ConvertInput): Conversion {
  const { intent, profile } = input
  const style = styleOf(profile, intent.target === 'integer')
  const raw = withoutPlaceholders(input)
  const notes = style === 'plain' ? [] : [`read with a decimal ${style}`]
  if (profile.kind === 'time')
    return conversion(hoursOf(raw, intent.decimals ?? 2), ['hours and minutes as a decimal'], 0.9)
  const units = unitsSeen(profile)
  const signs = intent.signs ? [...intent.signs.positive, ...intent.signs.negative] : []
  if (
    signs.length > 0 &&
    shareOf(profile, (value) => signs.some((word) => value.trim().toLowerCase().endsWith(word))) >= 0.3
  ) {
    const pattern = `(?i)\\s*(${signs.map(escapePattern).join('|')})\\.?\\s*$`
    const sign = `lower(regexp_extract(${raw}, ${text(pattern)}, 1))`
    const factor = `CASE WHEN ${sign} IN (${intent.signs!.negative.map((word) => text(word)).join(', ') || "''"}) THEN -1 ELSE 1 END`
    return conversion(
      `format_number(regexp_replace(${raw}, ${text(pattern)}, ''), ${text(style)}, ${intent.decimals ?? 2}, ${factor})`,
      [...notes, `${intent.signs!.negative.join(', ').toUpperCase()} is negative`],
      0.95,
    )
  }
  if (intent.shareOfOne && profile.top_values.some(({ value }) => value.includes('%'))) {
    const factor = `CASE WHEN contains(${raw}, '%') THEN 0.01 ELSE 1 END`
    return conversion(
      `format_number(${raw}, ${text(style)}, ${intent.decimals ?? 2}, ${factor})`,
      [...notes, 'percent as a share of one'],
      0.95,
    )
  }
  if (units.length > 0) return inUnits(input, raw, style, units, notes)
  if (isMixed(profile)) return byOwnMarks(input, raw)
  if (intent.target === 'integer' && intent.factor === undefined) {
    return conversion(`format_integer(${raw}, ${text(style)})`, notes, 0.98)
  }
  const decimals = intent.decimals ?? (intent.target === 'integer' ? 0 : 2)
  const factor = intent.factor === undefined ? '' : `, ${intent.factor}`
  if (factor !== '') notes.push('cents as currency units')
  return conversion(
    `format_number(${raw}, ${text(style)}, ${decimals}${factor})`,
    [...notes, `${decimals} decimals`],
    0.98,
  )
}

/** Whether no one style reads all the numbers: `1.234,50` and `1,234.50` in one column. */
function isMixed({ numbers, top_values, placeholders }: ColumnProfile): boolean {
  const best = Math.max(0, ...numbers.map(({ fits }) => fits))
  if (best === 0) return false
  const amounts = top_values.filter(({ value }) => !placeholders.includes(value) && parseMoney(value) !== null)
  const marks = new Set(amounts.map(({ value }) => readNumberLook(value)?.mark))
  return marks.has('dot') && marks.has('comma')
}

/** Each number by the marks that it has itself. */
function byOwnMarks({ intent }: ConvertInput, raw: string): Conversion {
  const notes = ['several ways of writing: each number by its own marks']
  if (intent.target === 'integer' && intent.factor === undefined)
    return conversion(`format_integer(coalesce(parse_money(${raw}), ${raw}), 'plain')`, notes, 0.85)
  const decimals = intent.decimals ?? (intent.target === 'integer' ? 0 : 2)
  return intent.factor === undefined
    ? conversion(`format_money(${raw}, '${decimals}')`, [...notes, `${decimals} decimals`], 0.85)
    : conversion(
        `format_number(coalesce(parse_money(${raw}), ${raw}), 'plain', ${decimals}, ${intent.factor})`,
        notes,
        0.85,
      )
}

/** The style that reads most rows. Where both read the same, a lone mark before three digits groups whole numbers. */
export function styleOf(profile: ColumnProfile, whole: boolean): Style {
  const rows = (style: Style) => profile.numbers.find(({ format }) => format === style)?.fits ?? 0
  if (rows('plain') > 0 && rows('plain') >= rows('dot') && rows('plain') >= rows('comma')) return 'plain'
  if (rows('dot') !== rows('comma')) return rows('dot') > rows('comma') ? 'dot' : 'comma'
  if (whole) {
    const grouped = profile.patterns
      .map(({ pattern }) => /^-?9{1,3}([.,])9{3}$/.exec(pattern)?.[1])
      .find((mark) => mark !== undefined)
    if (grouped !== undefined) return grouped === '.' ? 'comma' : 'dot'
  }
  return profile.numbers.find(({ format }) => format !== 'plain')?.format === 'comma' ? 'comma' : 'dot'
}

const measure = /^\(?[-+]?[\d.,\s]*\d\s*([A-Za-zµ]{1,6})\.?\)?$/
const notUnits = new Set([
  'k',
  'm',
  'b',
  'bn',
  'mio',
  'mrd',
  'tsd',
  'eur',
  'usd',
  'gbp',
  'aud',
  'nzd',
  'chf',
  'cad',
  'sek',
  'nok',
  'dkk',
  'pln',
  'brl',
  'jpy',
  'inr',
  'zar',
  'cr',
  'dr',
  'e',
  'kr',
])

/** Units that stand behind the numbers, lower-cased, most rows first. */
function unitsSeen(profile: ColumnProfile): string[] {
  const rows = new Map<string, number>()
  for (const { value, count } of profile.top_values) {
    const unit = measure.exec(value.trim())?.[1]?.toLowerCase()
    if (unit && !notUnits.has(unit)) rows.set(unit, (rows.get(unit) ?? 0) + count)
  }
  return [...rows].sort((a, b) => b[1] - a[1]).map(([unit]) => unit)
}

function inUnits(
  input: ConvertInput,
  raw: string,
  style: Style,
  units: readonly string[],
  notes: string[],
): Conversion {
  const { intent } = input
  const decimals = intent.decimals ?? (intent.target === 'integer' ? 0 : 2)
  const pattern = `(?i)\\s*(${units.join('|')})\\.?\\s*$`
  const bare = `regexp_replace(${raw}, ${text(pattern)}, '')`
  const factors = units
    .map((unit) => ({ unit, factor: intent.units.find((known) => known.unit === unit)?.factor ?? 1 }))
    .filter(({ factor }) => factor !== 1)
  const others = intent.factor ?? 1
  if (factors.length === 0) {
    const factor = others === 1 ? '' : `, ${others}`
    return conversion(
      `format_number(${bare}, ${text(style)}, ${decimals}${factor})`,
      [...notes, `without ${units.join(', ')}`],
      0.95,
    )
  }
  const cases = factors.map(({ unit, factor }) => `WHEN ${text(unit)} THEN ${factor}`).join(' ')
  const unitOf = `lower(regexp_extract(${raw}, ${text(pattern)}, 1))`
  return conversion(
    `format_number(${bare}, ${text(style)}, ${decimals}, CASE ${unitOf} ${cases} ELSE ${others} END)`,
    [...notes, ...factors.map(({ unit, factor }) => `${unit} × ${factor}`), `${decimals} decimals`],
    0.95,
  )
}

/** `7:30` → `7.50`; what is already a number stays one. */
const hoursOf = (raw: string, decimals: number): string =>
  `CASE WHEN regexp_full_match(trim(${raw}), '\\d{1,3}:\\d{2}') THEN format_number(CAST(split_part(trim(${raw}), ':', 1) AS INTEGER) + CAST(split_part(trim(${raw}), ':', 2) AS DECIMAL(10, 4)) / 60, 'plain', ${decimals}) ELSE format_number(${raw}, 'dot', ${decimals}) END`
