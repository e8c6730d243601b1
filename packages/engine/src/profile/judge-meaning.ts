import type { ColumnMeaning, SemanticKind } from '@godwit/contract'
import { countriesOfCity, currencyCodes, exactCountryCode, findRegion, isPostcode } from '../values/index.ts'
import { meaningOfHeader } from './meaning-words.ts'

type Values = {
  column: string
  kind: SemanticKind
  /** Real values with their rows, most frequent first. */
  values: readonly { value: string; count: number }[]
}

const valuesRead = 200
/** Kinds whose values can name a place, a person, a language: nothing that is measured or reached. */
const naming: readonly SemanticKind[] = [
  ...(['enumeration', 'text', 'first_name', 'last_name', 'person_name', 'organisation', 'street'] as const),
  ...(['country', 'city', 'id', 'integer', 'postcode', 'phone', 'decimal'] as const),
]
const letters = /\p{L}/u

/**
 * What the values of a column name, beyond how they are written. Words that are known (countries, regions, cities,
 * currencies, postcodes with letters) prove it alone; otherwise the header says it and the values must allow it.
 */
export function judgeMeaning({ column, kind, values }: Values): ColumnMeaning | null {
  if (!naming.includes(kind) || values.length === 0) return null
  const said = meaningOfHeader(column)
  const shareOf = (test: (value: string) => boolean) => shareOfRows(values, test)
  const country = shareOf((value) => exactCountryCode(value) !== null)
  const region = shareOf((value) => findRegion(value) !== null)
  const written = shareOf((value) => value.length > 3)
  if ((said === 'country' && country >= 0.5) || (written >= 0.8 && country >= 0.9)) return 'country'
  if (said === 'region' && (region >= 0.3 || shareOf((value) => letters.test(value)) >= 0.9)) return 'region'
  if (said === 'postcode' && shareOf((value) => /^[\p{L}\d][\p{L}\d -]{2,10}$/u.test(value)) >= 0.8) return 'postcode'
  if (said === 'currency' && shareOf((value) => value.length <= 20 && !/\d/.test(value)) >= 0.9) return 'currency'
  if (said === 'language' && shareOf((value) => /^\p{L}[\p{L} ()_-]*$/u.test(value)) >= 0.9) return 'language'
  const words = shareOf((value) => letters.test(value) && !/\d{3}/.test(value))
  if (said === 'street')
    return shareOf((value) => letters.test(value)) >= 0.8 && kind !== 'enumeration' ? 'street' : null
  if (
    said !== null &&
    words >= 0.9 &&
    ['city', 'first_name', 'last_name', 'person_name', 'organisation'].includes(said)
  ) {
    return said
  }
  if (said !== null) return null
  if (kind === 'person_name' || kind === 'organisation' || kind === 'street') return kind
  // Codes of two letters are regions, countries, languages and shirt sizes: without a header they prove nothing.
  if (written >= 0.8 && region >= 0.9 && values.length >= 3) return 'region'
  if (
    shareOf((value) => currencyCodes.has(value.trim())) >= 0.98 &&
    shareOf((value) => value.trim().length === 3) === 1
  )
    return 'currency'
  if (written >= 0.8 && values.length >= 5 && shareOf((value) => countriesOfCity(value).length > 0) >= 0.7)
    return 'city'
  if (shareOf((value) => isLetteredPostcode(value)) >= 0.95 && values.length >= 5) return 'postcode'
  return null
}

function shareOfRows(values: Values['values'], test: (value: string) => boolean): number {
  let rows = 0
  let passed = 0
  for (const { value, count } of values.slice(0, valuesRead)) {
    rows += count
    if (test(value.trim())) passed += count
  }
  return rows === 0 ? 0 : passed / rows
}

const isLetteredPostcode = (value: string): boolean =>
  /\p{L}/u.test(value) && /\d/.test(value) && ['GB', 'CA', 'NL', 'IE'].some((country) => isPostcode(value, country))
