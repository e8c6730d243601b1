import type { Issue, TemplateColumn } from '@godwit/contract'
import { countryCodes, emailPattern, type OutputHint, urlPattern } from '../recipe/index.ts'
import { type Sql, sql, text } from '../sql/quote.ts'

/** A rule that one cell can break by itself. `broken` is SQL over the cell, meaningful where the cell is not NULL. */
export type CellRule = { rule: Issue['rule']; broken: Sql; message: string }

const e164 = String.raw`\+[1-9]\d{6,14}`
const isoDate = String.raw`\d{4}-\d{2}-\d{2}`
const isoTime = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?`
const number = String.raw`-?\d+(?:\.\d+)?`

/**
 * The rules of a template's column that are judged cell by cell. Rules judge values that are there: an empty cell only
 * breaks `required`, which is not among these. `ai` rules are judged by a model elsewhere, never here.
 *
 * A type is checked in the form that the column's expression writes (a date format, the words for yes and no). Where a
 * strict rule says how values look and the expression does not, the strict rule alone counts. Where there is neither
 * type nor strict rule, what the expression could not convert is an issue all the same.
 */
export function cellRules(column: TemplateColumn, hint: OutputHint | null, cell: string): CellRule[] {
  const strict = strictRule(column, cell)
  const typed = column.type === null ? null : typeRule(column.type, hint, cell, strict !== null)
  const converted = strict || column.type !== null || !hint ? null : conversionRule(hint, cell)
  return [strict, typed, converted].filter((rule) => rule !== null)
}

function strictRule({ desiredRule, strictRule: strict }: TemplateColumn, cell: string): CellRule | null {
  if (desiredRule !== 'strict' || strict === null) return null
  if (typeof strict === 'string') {
    return { rule: 'strict', broken: mismatch(cell, strict), message: `Does not match the pattern ${strict}` }
  }
  const shown = strict.slice(0, 10).join(', ')
  const more = strict.length > 10 ? ` and ${strict.length - 10} more` : ''
  return { rule: 'strict', broken: outside(cell, strict), message: `Is not one of the allowed values: ${shown}${more}` }
}

const mismatch = (cell: string, pattern: string): Sql => sql(`NOT regexp_full_match(${cell}, ${text(pattern)})`)
const outside = (cell: string, values: readonly string[]): Sql => sql(`${cell} NOT IN (${values.map(text).join(', ')})`)

function typeRule(
  type: NonNullable<TemplateColumn['type']>,
  hint: OutputHint | null,
  cell: string,
  strict: boolean,
): CellRule | null {
  const rule = (broken: Sql, what: string): CellRule => ({ rule: 'type', broken, message: `Is not ${what}` })
  const fits = hint?.kind === type
  switch (type) {
    case 'text':
      return null
    case 'integer':
      return rule(mismatch(cell, String.raw`-?\d+`), 'a whole number')
    case 'decimal':
      return rule(mismatch(cell, number), 'a number')
    case 'email':
      return rule(sql(`NOT regexp_full_match(${cell}, '${emailPattern}')`), 'an e-mail address')
    case 'url':
      return rule(sql(`NOT regexp_full_match(${cell}, '${urlPattern}')`), 'a web address')
    case 'boolean':
      if (hint?.kind === 'boolean') return rule(outside(cell, hint.values), hint.values.join(' or '))
      return strict ? null : rule(outside(cell, ['true', 'false']), 'true or false')
    case 'date':
    case 'timestamp':
      if (hint?.kind === 'date' || hint?.kind === 'timestamp')
        return rule(unreadable(cell, hint.format), whatFormat(hint))
      if (strict) return null
      return type === 'date'
        ? rule(sql(`(${mismatch(cell, isoDate)} OR try_cast(${cell} AS DATE) IS NULL)`), 'a date (YYYY-MM-DD)')
        : rule(
            sql(`(${mismatch(cell, `${isoDate}[T ]${isoTime}`)} OR try_cast(left(${cell}, 10) AS DATE) IS NULL)`),
            'a date with a time (YYYY-MM-DD HH:MM:SS)',
          )
    case 'phone':
      return strict && !fits ? null : rule(mismatch(cell, e164), 'a phone number with country code (+61491570123)')
    case 'country':
      return strict && !fits ? null : rule(outside(cell, countryCodes()), 'a country code of two letters')
    case 'currency':
      // People call both the amount and its code a currency.
      return strict ? null : rule(mismatch(cell, `${number}|[A-Z]{3}`), 'an amount or a currency code')
    default:
      return type satisfies never
  }
}

function conversionRule(hint: OutputHint, cell: string): CellRule {
  const rule = (broken: Sql, what: string): CellRule => ({
    rule: 'conversion',
    broken,
    message: `Could not be read as ${what}, so it was kept as it is`,
  })
  switch (hint.kind) {
    case 'date':
    case 'timestamp':
      return rule(unreadable(cell, hint.format), 'a date')
    case 'number':
      return rule(mismatch(cell, hint.decimals === 0 ? String.raw`-?\d+` : number), 'a number')
    case 'boolean':
      return rule(outside(cell, hint.values), `${hint.values.join(' or ')}`)
    case 'email':
      return rule(sql(`NOT regexp_full_match(${cell}, '${emailPattern}')`), 'an e-mail address')
    case 'url':
      return rule(sql(`NOT regexp_full_match(${cell}, '${urlPattern}')`), 'a web address')
    case 'phone':
      return rule(mismatch(cell, e164), 'a phone number')
    case 'country':
      return rule(outside(cell, countryCodes()), 'a country')
    default:
      return hint satisfies never
  }
}

const unreadable = (cell: string, format: string): Sql => sql(`try_strptime(${cell}, ${text(format)}) IS NULL`)
const whatFormat = ({ kind, format }: { kind: 'date' | 'timestamp'; format: string }) =>
  `${kind === 'date' ? 'a date' : 'a date with a time'} written as ${format
    .replaceAll('%Y', 'YYYY')
    .replaceAll('%m', 'MM')
    .replaceAll('%d', 'DD')
    .replaceAll('%H', 'HH')
    .replaceAll('%M', 'MM')
    .replaceAll('%S', 'SS')
    .replaceAll('%y', 'YY')}`
