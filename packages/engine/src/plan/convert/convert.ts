import { text } from '../../sql/quote.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'
import { convertCode } from './convert-code.ts'
import { convertDate } from './convert-date.ts'
import { convertEntryNumber, entryKind, isMixedEntry, numberOption } from './convert-entry.ts'
import { convertNumber } from './convert-number.ts'
import { convertBoolean, convertOption } from './convert-option.ts'
import { convertPhone } from './convert-phone.ts'
import { convertPlaceCode } from './convert-place-code.ts'
import { pointOutDamaged } from './damaged-id.ts'
import { escapePattern, withoutPlaceholders } from './raw-value.ts'
import { takePart } from './take-part.ts'

/** The expression that turns a raw source value into what the template column wants. */
export function convert(input: ConvertInput): Conversion {
  const { intent } = input
  const part = takePart(input)
  if (part?.done) return part.done
  const from = part ? { ...input, sql: part.sql, profile: part.profile } : input
  const notes = part?.notes ?? []
  const result = pointOutDamaged(from, convertWhole(from))
  return {
    ...result,
    notes: [...notes, ...result.notes],
    sql: intent.case === undefined ? result.sql : inCase(result.sql, intent.case, intent.target),
  }
}

function convertWhole(input: ConvertInput): Conversion {
  const { intent, sql, profile } = input
  switch (intent.target) {
    case 'date':
    case 'timestamp':
      return convertDate(input)
    case 'integer':
    case 'decimal':
      return input.entry && isMixedEntry(input) ? convertEntryNumber(input) : convertNumber(input)
    case 'boolean':
      return convertBoolean(input)
    case 'option':
      return input.entry && isMixedEntry(input) && numberOption(input) !== null
        ? entryKind(input, convertOption)
        : convertOption(input)
    case 'email':
      return conversion(`clean_email(${withoutPlaceholders(input)})`, ['lower case, trimmed'])
    case 'phone':
      return convertPhone(input)
    case 'country':
      return conversion(`country_code(${withoutPlaceholders(input)})`, ['ISO alpha-2 code'], 0.97)
    case 'url':
      return conversion(`clean_url(${withoutPlaceholders(input)})`)
    case 'host':
      return conversion(`host_of(${withoutPlaceholders(input)})`, ['host name only'])
    case 'currency':
      return profile.top_values.every(({ value }) => /^\s*[A-Za-z]{3}\s*$/.test(value))
        ? conversion(`upper(clean_text(${withoutPlaceholders(input)}))`, ['upper case'])
        : conversion(`currency_code(${withoutPlaceholders(input)})`, ['ISO 4217 code'], 0.95)
    case 'code':
      return convertCode(input)
    case 'link':
    case 'text': {
      const stripped = intent.stripPrefix
        ? `regexp_replace(${sql}, ${text(`^\\s*${escapePattern(intent.stripPrefix)}\\s*`)}, '')`
        : null
      const notes = stripped ? [`without the leading ${intent.stripPrefix}`] : []
      const coded = intent.target === 'text' ? convertPlaceCode(input) : null
      if (coded !== null) return conversion(coded.sql, [coded.note], coded.confidence)
      if (intent.listSeparator !== undefined) return joinedList(input, intent.listSeparator)
      return conversion(`clean_text(${stripped ?? withoutPlaceholders(input)})`, profile.kind === 'json' ? [] : notes)
    }
  }
}

function joinedList(input: ConvertInput, separator: string): Conversion {
  const marks = new Set<string>()
  for (const { value } of input.profile.top_values) for (const [mark] of value.matchAll(/[,;/|&+\n]/g)) marks.add(mark)
  if (marks.size === 0) return conversion(`clean_text(${withoutPlaceholders(input)})`)
  const split = `\\s*[${[...marks].map((mark) => (mark === '\n' ? '\\n' : escapePattern(mark))).join('')}]+\\s*`
  return conversion(
    `join_text(${text(separator)}, regexp_split_to_array(${withoutPlaceholders(input)}, ${text(split)}))`,
    [`joined with "${separator}"`],
    0.95,
  )
}

function inCase(sql: string, wanted: 'upper' | 'lower' | 'title', target: string): string {
  if (target === 'email' || target === 'host') return sql
  if (wanted === 'title') return `title_case(${sql})`
  return sql.startsWith(`${wanted}(`) ? sql : `${wanted}(${sql})`
}
