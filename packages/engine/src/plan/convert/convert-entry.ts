import { text } from '../../sql/quote.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'

const numberPattern = '[0-9]+(?:[.,][0-9]+)?\\s*(?:h|hrs?|hours?|std)?\\.?'
const clockPattern = '\\d{1,3}:\\d{2}'
const isNumber = (value: string): boolean =>
  new RegExp(`^(?:${numberPattern}|${clockPattern})$`, 'i').test(value.trim())
const halfMark = '\\s*/\\s*2$'

/** Whether the cells of a plan hold both numbers and codes (`7.5`, `8h`, `AL`, `AL/2`). */
export const isMixedEntry = ({ profile }: Pick<ConvertInput, 'profile'>): boolean =>
  profile.top_values.some(({ value }) => isNumber(value)) && profile.top_values.some(({ value }) => !isNumber(value))

/** The number in such a cell; a code counts as the amount that the description gives for a full or half one. */
export function convertEntryNumber(input: ConvertInput): Conversion {
  const { intent, sql, column } = input
  const decimals = intent.decimals ?? 2
  const bare = `regexp_replace(${sql}, '(?i)\\s*(h|hrs?|hours?|std)\\.?\\s*$', '')`
  const style = input.profile.top_values.some(({ value }) => /^\d+,\d{1,2}(\s|h|$)/.test(value.trim()))
    ? 'comma'
    : 'dot'
  const cases = [
    `WHEN regexp_full_match(trim(${sql}), ${text(clockPattern)}) THEN format_number(CAST(split_part(trim(${sql}), ':', 1) AS INTEGER) + CAST(split_part(trim(${sql}), ':', 2) AS INTEGER) / 60, 'plain', ${decimals})`,
    `WHEN regexp_full_match(trim(${sql}), ${text(`(?i)${numberPattern}`)}) THEN format_number(${bare}, ${text(style)}, ${decimals})`,
  ]
  const full = /(\d+(?:\.\d+)?) (?:hours? )?(?:for|per) (?:a|one|each) (?:full|whole) day/i.exec(
    column.description,
  )?.[1]
  const half = /(\d+(?:\.\d+)?) (?:hours? )?(?:for|per) (?:a|one|each) half[- ]day/i.exec(column.description)?.[1]
  const notes = ['hours and minutes as a decimal']
  if (half !== undefined) cases.push(`WHEN regexp_matches(trim(${sql}), ${text(halfMark)}) THEN ${text(half)}`)
  if (full !== undefined) {
    cases.push(`WHEN regexp_full_match(trim(${sql}), '[A-Za-z]{1,4}') THEN ${text(full)}`)
    notes.push(`a code is ${full}${half === undefined ? '' : `, half of one ${half}`}`)
  }
  return conversion(`CASE ${cases.join(' ')} ELSE clean_text(${sql}) END`, notes, 0.85)
}

/** The option for numbers, if the description has one: `work for hours`. */
export const numberOption = ({ intent }: Pick<ConvertInput, 'intent'>): string | null =>
  Object.entries(intent.optionWords).find(([, words]) =>
    words.some((word) => /^(hours?|numbers?|a number|times?|amounts?|digits|any (hours?|number)|stunden)$/.test(word)),
  )?.[0] ?? null

/** The kind of entry: the option for numbers, else what the code (without its half mark) means. */
export function entryKind(input: ConvertInput, whole: (input: ConvertInput) => Conversion): Conversion {
  const numbers = numberOption(input)!
  const codes = new Map<string, number>()
  for (const { value, count } of input.profile.top_values) {
    if (isNumber(value)) continue
    const code = value.trim().replace(new RegExp(halfMark), '')
    codes.set(code, (codes.get(code) ?? 0) + count)
  }
  const profile = { ...input.profile, top_values: [...codes].map(([value, count]) => ({ value, count })) }
  const coded = whole({ ...input, profile, sql: `regexp_replace(trim(${input.sql}), ${text(halfMark)}, '')` })
  return {
    ...coded,
    sql: `CASE WHEN regexp_full_match(trim(${input.sql}), ${text(`(?i)(?:${numberPattern}|${clockPattern})`)}) THEN ${text(numbers)} ELSE ${coded.sql} END`,
    notes: [...coded.notes, `a number is ${numbers}`],
  }
}
