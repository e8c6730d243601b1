import type { ColumnProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { shareOf } from '../match/fit.ts'
import { stateNames } from '../words/regions.ts'
import type { ConvertInput } from './conversion.ts'
import { escapePattern } from './raw-value.ts'

type Field = 'street' | 'city' | 'state' | 'postcode' | 'country'

const group: Record<'street' | 'city' | 'state' | 'postcode', number> = { street: 1, city: 2, state: 3, postcode: 4 }
const europeGroup: Record<'street' | 'city' | 'postcode', number> = { street: 1, postcode: 2, city: 3 }

/** `12 High St, Newtown NSW 2042, Australia` over commas and line breaks; states by code or name. */
function anglo(): string {
  const states = Object.entries(stateNames).flatMap(([code, names]) => [code, ...names])
  const anyState = [...new Set(states)]
    .sort((a, b) => b.length - a.length)
    .map(escapePattern)
    .join('|')
  return `(?i)^(.+?), ?([^,]+?),? (${anyState}),? (\\d{4,5}(?:-\\d{4})?)(?:, ?[\\p{L} .]+)?$`
}
/** `Hauptstr. 5, 12345 Berlin`. */
const european = '(?i)^(.+?), ?(?:[A-Z]{1,2}-)?(\\d{4,5}(?: ?[A-Z]{2})?) ([^,]+?)(?:, ?[\\p{L} .]+)?$'

/** One line: line breaks become commas, blanks collapse. */
const oneLine = (value: string): string =>
  value
    .trim()
    .replace(/\s*(\r?\n)+\s*/g, ', ')
    .replace(/\s*,[\s,]*/g, ', ')
    .replace(/[ \t]+/g, ' ')
const oneLineSql = (sql: string): string =>
  `regexp_replace(regexp_replace(regexp_replace(trim(${sql}), '\\s*[\\r\\n]+\\s*', ', ', 'g'), '\\s*,[\\s,]*', ', ', 'g'), '[ \\t]+', ' ', 'g')`

/** Share of the values that are whole addresses in one cell. */
export const addressShare = (profile: ColumnProfile): number =>
  Math.max(
    ...[anglo(), european].map((pattern) => {
      const regex = new RegExp(pattern.replace('(?i)', ''), 'iu')
      return shareOf(profile, (value) => regex.test(oneLine(value)), 50)
    }),
  )

/** A field out of an address in one cell; null when the column's values are no such addresses. */
export function parseAddress(
  input: ConvertInput,
  field: Field,
): { sql: string; note: string; confidence: number } | null {
  if (field === 'country') return null
  const candidates = [
    { pattern: anglo(), index: group[field] as number | undefined },
    { pattern: european, index: field === 'state' ? undefined : europeGroup[field] },
  ]
  let best: { pattern: string; index: number; share: number } | null = null
  for (const { pattern, index } of candidates) {
    if (index === undefined) continue
    const regex = new RegExp(pattern.replace('(?i)', ''), 'iu')
    const share = shareOf(input.profile, (value) => regex.test(oneLine(value)))
    if (share >= 0.6 && (best === null || share > best.share)) best = { pattern, index, share }
  }
  if (best === null) return null
  const piece = `nullif(regexp_extract(${oneLineSql(input.sql)}, ${text(best.pattern)}, ${best.index}), '')`
  if (field !== 'state')
    return { sql: `clean_text(${piece})`, note: `the ${field} in the address`, confidence: best.share }
  const names = Object.entries(stateNames)
    .filter(
      ([code]) => input.intent.options === null || input.intent.options.some((option) => option.toUpperCase() === code),
    )
    .flatMap(([code, all]) => all.map((name) => `WHEN ${text(name.toLowerCase())} THEN ${text(code)}`))
  return {
    sql: `CASE lower(${piece}) ${names.join(' ')} ELSE upper(${piece}) END`,
    note: 'the state in the address',
    confidence: best.share,
  }
}
