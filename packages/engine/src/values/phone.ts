import type { CountryCode } from 'libphonenumber-js/max'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { countryCode } from './country-names.ts'

// Ranges kept for film, tests and the future are not "valid" but are numbers all the same; a short possible one is more
// likely an extension or a fragment.
const shortestUnassigned = 8

type Read = { number: string; country: string | null; valid: boolean }

function usable(value: string, country: CountryCode | undefined): Read | null {
  // Not `extract`: a number inside other words is a remark, and dropping the words would lose them.
  const number = parsePhoneNumberFromString(value, { defaultCountry: country, extract: false })
  if (!number || number.ext) return null
  const valid = number.isValid()
  const fits = valid || (number.isPossible() && number.nationalNumber.length >= shortestUnassigned)
  return fits
    ? { number: number.number, country: number.country ?? number.getPossibleCountries()[0] ?? null, valid }
    : null
}

/** ISO code of a region that phones can be in, from a code or a country's name; undefined for any other text. */
function phoneRegion(region: string | null | undefined): CountryCode | undefined {
  if (region == null || region.trim() === '') return undefined
  const code = region.trim().toUpperCase()
  if (isSupportedCountry(code)) return code
  const named = countryCode(region)
  return named !== null && isSupportedCountry(named) ? (named as CountryCode) : undefined
}

// `Tel.: 030 123`, `(M) 0491 …`: what kind of number it is, not part of it.
const label =
  /^\(?(?:tel|tél|telefon|telephone|phone|ph|mobile|mobil|mob|cell|handy|fax|office|home|work|privat|[tmfp])\)?\s*[.:]+\s*(?=[+(\d])/iu

function read(value: string, region: string | null | undefined): Read | null {
  const country = phoneRegion(region)
  const text = value
    .trim()
    .replace(label, '')
    .replace(/[\u00a0\u2000-\u200f\u202a-\u202f\u2060]/g, ' ')
    .trim()
  const plain = usable(text, country)
  if (plain?.valid || !text.startsWith('00')) return plain
  // 00 is how most of the world dials abroad, whatever the region's own prefix is.
  const abroad = usable(`+${text.slice(2)}`, country)
  return abroad?.valid ? abroad : (plain ?? abroad)
}

/**
 * A phone number in E.164 form (`+61491570123`); null for what is none. A number without a country code belongs to
 * `region`, an ISO code or a country's name.
 */
export const phoneNumber = (value: string, region?: string | null): string | null => read(value, region)?.number ?? null

/** Whether a number is one that the region has given out, not only one of a length that it could have. */
export const isAssignedPhone = (value: string, region: string): boolean => read(value, region)?.valid ?? false

/** The country that a number with a country code is of; null for one without, and for what is no number. */
export function countryOfPhone(value: string): string | null {
  const text = value.trim().replace(label, '')
  return /^(?:\+|00)/.test(text) ? (read(text, null)?.country ?? null) : null
}
