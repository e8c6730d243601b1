import type { CountryCode } from 'libphonenumber-js/max'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { countryCode, countryName } from '../values/index.ts'

/** One distinct set of arguments of a mapped function, as text. The result is text; null is an empty cell. */
type MappedFunction = (args: readonly (string | null)[]) => string | null

const cleaned = (value: string): string | null => value.trim().replaceAll(/\s+/g, ' ') || null

// Ranges kept for film, tests and the future are not "valid" but are numbers all the same; a short possible one is more
// likely an extension or a fragment.
const shortestUnassigned = 8

function usable(value: string, country: CountryCode | undefined): string | null {
  // Not `extract`: a number inside other words is a remark, and dropping the words would lose them.
  const number = parsePhoneNumberFromString(value, { defaultCountry: country, extract: false })
  if (!number || number.ext) return null
  const fits = number.isValid() || (number.isPossible() && number.nationalNumber.length >= shortestUnassigned)
  return fits ? number.number : null
}

function phone(value: string, region: string | null | undefined): string | null {
  const code = region?.trim().toUpperCase()
  const country = code !== undefined && isSupportedCountry(code) ? (code as CountryCode) : undefined
  const text = value.trim()
  // 00 is how most of the world dials abroad, whatever the region's own prefix is.
  return usable(text, country) ?? (text.startsWith('00') ? usable(`+${text.slice(2)}`, country) : null)
}

/** The code behind the mapped functions of the library (library-mapped.ts), by name. */
export const evaluateMapped: Readonly<Record<string, MappedFunction>> = {
  clean_phone: ([value, region]) => (value == null ? null : (phone(value, region) ?? cleaned(value))),
  phone_or_null: ([value, region]) => (value == null ? null : phone(value, region)),
  country_code: ([value]) => (value == null ? null : (countryCode(value) ?? cleaned(value))),
  country_name: ([value]) => (value == null ? null : (countryName(value) ?? cleaned(value))),
}
