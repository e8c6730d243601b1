import type { ColumnProfile } from '@godwit/contract'
import {
  countriesOfCity,
  countryOfPhone,
  currencyCode,
  exactCountryCode,
  isAssignedPhone,
  isPostcode,
  isRegion,
  parsePrice,
  phoneNumber,
  splitAddress,
} from '../../values/index.ts'
import { shareOf } from '../match/fit.ts'
import type { ConvertInput } from './conversion.ts'

/** Where numbers without a country code are: proven by something in the data, or open. */
export type RegionReading = {
  /** ISO code that holds for all rows that say nothing themselves. */
  region: string | null
  /** SQL of the country of the row. */
  perRow: string | null
  /** What proves it, in words; null where nothing does. */
  because: string | null
  /** Rows whose numbers have no country code. */
  rows: number
  samples: string[]
  /** Regions in which all of those numbers would be valid, likeliest first. */
  likely: string[]
}

/** Regions that are tried, in the order in which they are offered. */
const usual = 'US GB DE FR ES NL IT PT AU CA AT CH BE IE NZ DK SE NO FI PL BR MX IN ZA SG JP'.split(' ')

/** Reads the region out of the row's country, the other numbers, the places, the money, or the numbers themselves. */
export function readPhoneRegion(input: ConvertInput): RegionReading {
  const { profile, siblings = [], countrySql } = input
  const national = profile.top_values.filter(
    ({ value }) =>
      !profile.placeholders.includes(value) && /\d/.test(value) && countryOfPhone(value) === null && isNational(value),
  )
  const rows = national.reduce((sum, { count }) => sum + count, 0)
  const base = { rows, samples: national.slice(0, 5).map(({ value }) => value.trim()), likely: [] as string[] }
  const none: RegionReading = { region: null, perRow: null, because: null, ...base }
  if (rows === 0) return none
  // Reading one number for each of the regions adds up; the most frequent ones show it.
  const shown = national.slice(0, 150)
  const shownRows = shown.reduce((sum, { count }) => sum + count, 0)
  const fits = (region: string) =>
    shown.reduce((sum, { value, count }) => sum + (phoneNumber(value, region) === null ? 0 : count), 0) / shownRows
  const proven = (region: string | null, because: string): RegionReading | null =>
    region !== null && fits(region) >= 0.6 ? { ...none, region, because } : null
  const foreign = mostly(
    profile.top_values.map(({ value, count }) => ({ said: countryOfPhone(value), count })),
    0.8,
  )
  const others = siblings.filter(({ profile: other }) => other !== profile)
  if (countrySql !== undefined)
    return { ...none, perRow: countrySql, region: foreign, because: 'the country of the row' }
  const found =
    proven(foreign, 'the numbers that have a country code') ??
    firstOf(others, (each) => proven(placeOf(each.profile), `the places in "${each.label}"`)) ??
    firstOf(others, (each) => proven(phonesOf(each.profile), `the numbers in "${each.label}"`)) ??
    firstOf(others, (each) => proven(moneyOf(each.profile), `the currency in "${each.label}"`))
  if (found) return found
  const written = writtenLike(shown)
  const looks = proven(written, 'the way in which they are written')
  if (looks) return looks
  const assigned = (region: string) =>
    shown.reduce((sum, { value, count }) => sum + (isAssignedPhone(value, region) ? count : 0), 0) / shownRows
  const likely = usual.map((region) => ({ region, share: assigned(region) })).filter(({ share }) => share >= 0.5)
  // North America shares one plan: there either of its countries gives the same number.
  const shared = likely.length === 2 && likely.every(({ region }) => region === 'US' || region === 'CA')
  if ((likely.length === 1 || shared) && likely[0]!.share >= 0.95 && national.length >= 5)
    return {
      ...none,
      region: likely[0]!.region,
      because: `the ranges of ${likely[0]!.region}, which alone has such numbers`,
    }
  return { ...none, likely: likely.sort((a, b) => b.share - a.share).map(({ region }) => region) }
}

/** Groups of digits that people of one country alone write. */
const groupings: readonly [region: string, pattern: RegExp][] = [
  ['US', /^(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-. ]\d{4}$/],
  ['FR', /^0[1-9](?:[ .]\d{2}){4}$/],
  ['CH', /^0\d{2} \d{3} \d{2} \d{2}$/],
  ['GB', /^(?:07\d{3} ?\d{6}|020 ?[378]\d{3} ?\d{4}|0\d{4} \d{6}|0[12]\d1 \d{3} \d{4}|011\d \d{3} \d{4})$/],
  ['AU', /^(?:04\d{2} ?\d{3} ?\d{3}|\(0[2378]\) ?\d{4} ?\d{4})$/],
]

/** The country whose way of grouping digits (nearly) all of the numbers have. */
function writtenLike(numbers: readonly { value: string; count: number }[]): string | null {
  const rows = numbers.reduce((sum, { count }) => sum + count, 0)
  const found = groupings.filter(
    ([, pattern]) =>
      numbers.reduce((sum, { value, count }) => sum + (pattern.test(value.trim()) ? count : 0), 0) >= 0.9 * rows,
  )
  return numbers.length >= 3 && found.length === 1 ? found[0]![0] : null
}

const isNational = (value: string): boolean => {
  const digits = value.replace(/\D/g, '').length
  return digits >= 5 && digits <= 15 && !/^\s*(?:\+|00)/.test(value)
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | null): Found | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}

/** What (nearly) all of the counted values say that say anything. */
function mostly(said: readonly { said: string | null; count: number }[], enough: number): string | null {
  const rows = new Map<string, number>()
  for (const { said: each, count } of said) if (each !== null) rows.set(each, (rows.get(each) ?? 0) + count)
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0)
  const [best] = [...rows].sort((a, b) => b[1] - a[1])
  return best && best[1] / all >= enough ? best[0] : null
}

/** The one country of addresses, states or postcodes; postcodes only of countries that nobody else writes like. */
function placeOf(profile: ColumnProfile): string | null {
  if (profile.kind === 'empty' || profile.max_length < 2) return null
  const country = mostly(
    profile.top_values
      .slice(0, 100)
      .map(({ value, count }) => ({ said: /\d/.test(value) ? null : exactCountryCode(value), count })),
    0.9,
  )
  if (country !== null && shareOf(profile, (value) => exactCountryCode(value) !== null, 100) >= 0.9) return country
  for (const region of ['GB', 'CA', 'NL', 'PT'])
    if (shareOf(profile, (value) => isPostcode(value, region), 100) >= 0.9) return region
  const states = ['AU', 'US', 'CA', 'BR', 'IN', 'DE', 'NL', 'CH', 'AT'].filter(
    (each) => shareOf(profile, (value) => isRegion(value, each), 100) >= 0.95,
  )
  if (states.length === 1 && profile.distinct_count >= 2) return states[0]!
  const town = townsOf(profile)
  if (town !== null) return town
  if (profile.max_length < 12) return null
  return mostly(
    profile.top_values
      .slice(0, 60)
      .map(({ value, count }) => ({ said: /[,\n]/.test(value) ? splitAddress(value).countryCode : null, count })),
    0.9,
  )
}

/** The one country whose large towns are in the column: at least two of them, and hardly any of another country. */
function townsOf(profile: ColumnProfile): string | null {
  const known = profile.top_values
    .slice(0, 300)
    .map(({ value, count }) => ({ countries: countriesOfCity(value), count }))
  const hits = known.filter(({ countries }) => countries.length > 0)
  if (hits.length < 2) return null
  const rows = hits.reduce((sum, { count }) => sum + count, 0)
  const all = new Set(hits.flatMap(({ countries }) => countries))
  const fitting = [...all].filter(
    (country) =>
      hits.reduce((sum, { countries, count }) => sum + (countries.includes(country) ? count : 0), 0) >= 0.95 * rows,
  )
  return fitting.length === 1 ? fitting[0]! : null
}

const phonesOf = (profile: ColumnProfile): string | null =>
  ['phone', 'id', 'text', 'integer'].includes(profile.kind)
    ? mostly(
        profile.top_values.slice(0, 200).map(({ value, count }) => ({ said: countryOfPhone(value), count })),
        0.9,
      )
    : null

/** Money of one country alone. */
function moneyOf(profile: ColumnProfile): string | null {
  const country = (text: string): string | null => {
    const code = currencyCode(text) ?? parsePrice(text).code
    return code === null || !/^[A-Z]{3}$/.test(code) || ['EUR', 'XAF', 'XOF', 'XPF', 'XCD'].includes(code)
      ? null
      : code.slice(0, 2)
  }
  if (profile.kind !== 'money' && !(profile.max_length <= 4 && profile.min_length >= 1)) return null
  return mostly(
    profile.top_values.slice(0, 50).map(({ value, count }) => ({ said: country(value), count })),
    0.95,
  )
}
