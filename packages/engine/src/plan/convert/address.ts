import type { ColumnProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { type Address, findRegion, splitAddress } from '../../values/index.ts'
import { shareOf } from '../match/fit.ts'
import type { AddressField } from '../match/intent.ts'
import type { ConvertInput } from './conversion.ts'

const part: Record<AddressField, keyof Address> = {
  street: 'line',
  street_name: 'street',
  number: 'number',
  unit: 'unit',
  city: 'city',
  state: 'region',
  postcode: 'postcode',
  country: 'country',
}
const named: Record<AddressField, string> = {
  street: 'street',
  street_name: 'name of the street',
  number: 'house number',
  unit: 'flat or suite',
  city: 'city',
  state: 'state',
  postcode: 'postcode',
  country: 'country',
}

const most = 200
const wholes = new WeakMap<ColumnProfile, number>()

/** A street with a place, or a place with its postcode or state: more than one thing in one cell. */
function isWhole(value: string): boolean {
  const address = splitAddress(value)
  const place = address.postcode !== null || address.region !== null || address.country !== null
  return address.city !== null && (place || (address.line !== null && /\d/.test(address.line)))
}

/** Some separator or three words, and letters: what an address needs at the least. */
const couldBeWhole = (value: string): boolean =>
  /[,\n]|\S\s+\S+\s+\S/.test(value) && /\p{L}{2}/u.test(value) && isWhole(value)

/** Share of the values that are whole addresses in one cell. */
export function addressShare(profile: ColumnProfile): number {
  if (profile.max_length < 8 || ['email', 'json', 'url', 'date', 'timestamp', 'boolean'].includes(profile.kind))
    return 0
  const known = wholes.get(profile)
  if (known !== undefined) return known
  // A few values show that most columns hold none: splitting costs 40 µs each.
  const share = shareOf(profile, couldBeWhole, 12) < 0.3 ? 0 : shareOf(profile, couldBeWhole, 50)
  wholes.set(profile, share)
  return share
}

const optional = (field: AddressField): boolean => ['unit', 'state', 'country', 'number'].includes(field)

/** Share of the values that are whole addresses and have the field; 0 where the column is none of addresses. */
export function addressFieldShare(profile: ColumnProfile, field: AddressField): number {
  if (addressShare(profile) < 0.6) return 0
  const share = shareOf(profile, (value) => splitAddress(value)[part[field]] !== null, 50)
  return share < (optional(field) ? 0.05 : 0.5) ? 0 : share
}

/** The field of one address, as `parseAddress` says it in SQL. */
export const fieldOfAddress = (value: string, field: AddressField): string | null => splitAddress(value)[part[field]]

/** A field out of an address in one cell; null when the column's values are no such addresses. */
export function parseAddress(
  input: ConvertInput,
  field: AddressField,
): { sql: string; note: string; confidence: number } | null {
  const { intent, profile, sql } = input
  const whole = shareOf(profile, isWhole, most)
  if (whole < 0.6) return null
  // A flat, a state or a country is not in every address; a street or a city is.
  const filled = shareOf(profile, (value) => splitAddress(value)[part[field]] !== null, most)
  if (filled < (optional(field) ? 0.05 : 0.5)) return null
  const coded = field === 'state' && wantsCode(input)
  const asked =
    field === 'country' && intent.target === 'country' ? 'country_code' : coded ? 'region_code' : part[field]
  const country = input.countrySql === undefined ? '' : `, ${input.countrySql}`
  return {
    sql: `address_part(${sql}, ${text(asked)}${country})`,
    note: `the ${named[field]} in the address`,
    confidence: optional(field) ? Math.max(0.8, whole) : Math.min(whole, filled),
  }
}

/** Whether a state is wanted as its code: the list holds codes, or the pattern wants two or three capitals. */
function wantsCode({ intent, column }: ConvertInput): boolean {
  if (intent.options !== null)
    return intent.options.every((option) => option.length <= 3 && findRegion(option, null) === null)
  return intent.pattern !== null
    ? /^\^?\[A-Z\]\{(?:2|3|2,3)\}\$?$/.test(intent.pattern)
    : /\b(code|abbreviat\w+|two[- ]letters?|2[- ]letters?)\b/i.test(`${column.name} ${column.description}`)
}
