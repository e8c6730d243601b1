import { direction, englishStreet, germanicStreet, poBox, romanceStreet, unitWord } from './address-words.ts'
import { countryCode, exactCountryCode } from './country-names.ts'
import { isPostcode, postcodePattern } from './postcodes.ts'
import { findRegion, isRegion } from './region-code.ts'
import { isUnit, splitStreet } from './split-street.ts'

/**
 * A postal address in its pieces, each as it is written; null where the text has none.
 *
 * - `line`: street, number, unit and what stands before them (a house, a company) as one line.
 * - `street`, `number`, `unit`: the same line taken apart.
 * - `country`: as it is written; `countryCode`: its ISO code, also where only the postcode and region prove it.
 */
export type Address = {
  line: string | null
  street: string | null
  number: string | null
  unit: string | null
  city: string | null
  region: string | null
  postcode: string | null
  country: string | null
  countryCode: string | null
}

const empty: Address = {
  line: null,
  street: null,
  number: null,
  unit: null,
  city: null,
  region: null,
  postcode: null,
  country: null,
  countryCode: null,
}

const longest = 300

/** Splits an address on one line or several; `country` is where addresses without a country are. */
export function splitAddress(text: string, country: string | null = null): Address {
  // Longer texts are no addresses, and patterns take time with the cube of their length.
  if (text.length > longest || !/\p{L}{2}/u.test(text)) return { ...empty, line: text.trim() || null }
  const segments = text
    .replace(/[\u00a0\u2000-\u200b\u202f\t]+/g, ' ')
    .split(/\s*(?:[\r\n]+|[,;|](?!\d)|,(?=\d{1,5}(?:\D|$))| [•·–—] | - (?=\p{L}|\d{4}))\s*/u)
    .map((segment) =>
      segment
        .trim()
        .replace(/\s+/g, ' ')
        .replace(/^[.,]+|,+$/g, ''),
    )
    .filter((segment) => segment !== '')
  if (segments.length === 0) return empty
  const only =
    segments.length === 1
      ? ['GB', 'CA', 'NL', 'PT', 'US', 'BR', 'AU'].find((each) => isPostcode(segments[0]!, each))
      : undefined
  if (only !== undefined) return { ...empty, postcode: segments[0]! }
  const said = takeCountry(segments)
  const hint = country ? countryCode(country) : null
  const place = takePlace(segments, said?.code ?? hint)
  const { lines, city } =
    place.city === null ? takeCity(segments, place, said !== null) : { lines: segments, city: place.city }
  const code = said?.code ?? place.country ?? hint
  const street = streetOf(lines, code)
  return {
    ...street,
    city,
    region: place.region,
    postcode: place.postcode,
    country: said?.text ?? null,
    countryCode: code,
  }
}

/** The country at the end, taken off the segments. Two letters that are also a state count only behind a postcode. */
function takeCountry(segments: string[]): { text: string; code: string } | null {
  const last = segments.at(-1)!
  if (segments.length > 1) {
    const code = exactCountryCode(last) ?? (last.length >= 6 && !/\d/.test(last) ? countryCode(last) : null)
    if (code !== null && !isState(last, segments)) {
      segments.pop()
      return { text: last, code }
    }
  }
  const words = last.split(' ')
  for (const count of [4, 3, 2, 1]) {
    if (words.length <= count) continue
    const tail = words.slice(-count).join(' ')
    if (tail.replace(/\W/g, '').length < 4 && !/^(?:USA|U\.S\.A\.|UK|U\.K\.)$/i.test(tail)) continue
    const code = exactCountryCode(tail)
    const before = words.slice(0, -count).join(' ')
    if (code !== null && /\d/.test(before) && !isState(tail, [...segments.slice(0, -1), before, tail])) {
      segments[segments.length - 1] = before
      return { text: tail, code }
    }
  }
  return null
}

function isState(text: string, segments: readonly string[]): boolean {
  if (!['US', 'CA', 'AU', 'IT'].some((country) => isRegion(text, country))) return false
  const before = segments.slice(0, -1).join(' ')
  const postcoded = /\b\d{4,5}(?:-\d{3,4})?\b(?! ?\p{L}*\s(?:st|street|rd|road|ave|avenue|dr|drive|blvd)\b)/iu.test(
    before.replace(/^\s*\d+/, ''),
  )
  return text.length === 2 ? !postcoded : /^georgia$/i.test(text) && !postcoded
}

type Place = { city: string | null; region: string | null; postcode: string | null; country: string | null }

const prefix = '(?:[A-Z]{1,2}-)?'
/** Letters of cars before a postcode: D-10115 is in Germany. */
const prefixes: Readonly<Record<string, string>> = {
  A: 'AT',
  B: 'BE',
  CH: 'CH',
  D: 'DE',
  DK: 'DK',
  E: 'ES',
  F: 'FR',
  I: 'IT',
  L: 'LU',
  N: 'NO',
  NL: 'NL',
  P: 'PT',
  S: 'SE',
}
/** Countries in the order in which an address without a country is tried: the more telling postcodes first. */
const tried = ['CA', 'GB', 'NL', 'PT', 'BR', 'PL', 'US', 'AU', 'IE', 'FIVE', 'FOUR', 'SE', 'IN'] as const

/** Postcode, region and city at the end, taken off the segments. What stands before them in a segment stays. */
function takePlace(segments: string[], country: string | null): Place {
  const order =
    country === null
      ? tried
      : [country, ...tried.filter((each) => each !== country && !['US', 'AU', 'IE', 'IN'].includes(each))]
  for (const each of order) {
    const found = tryPlace(segments, each, country)
    if (found) return found
  }
  return withoutPostcode(segments, country)
}

function tryPlace(segments: string[], wanted: string, said: string | null): Place | null {
  const pattern =
    wanted === 'FIVE' ? String.raw`\d{5}` : wanted === 'FOUR' ? String.raw`\d{4}` : postcodePattern(wanted)
  if (pattern === undefined) return null
  const country = wanted === 'FIVE' || wanted === 'FOUR' ? said : wanted
  for (let at = segments.length - 1; at >= Math.max(0, segments.length - 3); at--) {
    const segment = segments[at]!
    for (const found of [
      ...segment.matchAll(new RegExp(`(?<![\\p{L}\\d-])(${prefix})(${pattern})(?![\\p{L}\\d-])`, 'giu')),
    ].reverse()) {
      const before = segment.slice(0, found.index).trim()
      const after = segment.slice(found.index + found[0].length).trim()
      if (at === 0 && before === '' && segments.length > 1 && !/^\p{L}/u.test(after) && after !== '') continue
      const place = around({ segments, at, before, after, postcode: found[2]!, wanted, country, said })
      if (place)
        return { ...place, country: place.country ?? prefixes[found[1]!.replace('-', '').toUpperCase()] ?? null }
    }
  }
  return null
}

type Around = {
  segments: string[]
  at: number
  before: string
  after: string
  postcode: string
  wanted: string
  country: string | null
  said: string | null
}

function around({ segments, at, before, after, postcode, wanted, country, said }: Around): Place | null {
  const tail = segments.slice(at + 1)
  const postFirst =
    after !== '' || (before === '' && tail.length > 0 && !['US', 'CA', 'AU', 'GB', 'IE', 'NZ', 'IN'].includes(wanted))
  if (wanted === 'US' || wanted === 'AU' || wanted === 'CA') {
    // The state stands before the postcode, in its segment or the one before; in Canada sometimes behind.
    if (after !== '' && said !== wanted) return null
    const own = regionAtEnd(before, wanted) ?? (before === '' && at > 0 ? regionAtEnd(segments[at - 1]!, wanted) : null)
    const bare = own === null
    if (bare && said !== wanted && wanted !== 'CA') return null
    if (bare) {
      if (wanted === 'US' || wanted === 'AU') {
        if (before === '' && at === 0) return null
        segments.length = at
        const city = before === '' ? null : before
        return { city: city === null ? null : cityOff(segments, city), region: null, postcode, country: wanted }
      }
      segments.length = at + (before === '' ? 0 : 1)
      if (before !== '') segments[at] = before
      return { city: null, region: after === '' ? null : after, postcode, country: wanted }
    }
    segments.length = before === '' ? at - 1 : at
    if (own.rest === '') return { city: null, region: own.region, postcode, country: wanted }
    return { city: cityOff(segments, own.rest), region: own.region, postcode, country: wanted }
  }
  if (wanted === 'GB' || wanted === 'IE') {
    if (after !== '') return null
    if (wanted === 'IE' && said !== 'IE') return null
    segments.length = at
    const kept = before === '' ? null : before
    if (kept !== null && segments.length === 0)
      return { city: cityOff(segments, kept), region: null, postcode, country: wanted }
    if (kept !== null) segments.push(kept)
    return { ...countyAndCity(segments, wanted), postcode, country: wanted }
  }
  if ((wanted === 'SE' || wanted === 'IN') && said !== wanted) return null
  if (wanted === 'BR' && before === '' && at > 1 && isRegion(segments[at - 1]!, 'BR')) {
    const region = segments[at - 1]!
    segments.length = at - 1
    return { city: segments.pop()!, region, postcode, country: 'BR' }
  }
  if (!postFirst) {
    // Madrid 28013; only where the country is known or the number is not the house's.
    if (before === '' && at === 0) return null
    if (/^\d+$/.test(postcode) && segments.length === 1 && said === null) return null
    if (before !== '' && looksLikeStreet(before) && said === null) return null
    segments.length = at
    if (before === '') return { city: null, region: null, postcode, country: countryOf(wanted, country) }
    return { city: cityOff(segments, before), region: null, postcode, country: countryOf(wanted, country) }
  }
  const cityText = after === '' ? tail.shift()! : after
  if (!/^['’(]?\p{L}/u.test(cityText)) return null
  if (looksLikeStreet(cityText) && before === '' && at === 0) return null
  const bracketed = /^(.+?)\s*\(([^)]+)\)$/.exec(cityText)
  const coded = country === 'IT' || (said === null && wanted === 'FIVE') ? /^(.+?)\s+([A-Z]{2})$/.exec(cityText) : null
  const province = bracketed ?? (coded && isRegion(coded[2]!, 'IT') ? coded : null)
  const region = province ? province[2]! : (tail.find((part) => !/\d/.test(part)) ?? null)
  const italian = province !== null && isRegion(province[2]!, 'IT') && /^[A-Z]{2}$/.test(province[2]!)
  segments.length = at
  if (before !== '') segments.push(before)
  return {
    city: province ? province[1]! : cityText,
    region,
    postcode,
    country: countryOf(wanted, country) ?? (italian ? 'IT' : null),
  }
}

const countryOf = (wanted: string, country: string | null): string | null =>
  wanted === 'FIVE' || wanted === 'FOUR' ? country : wanted

/** `Springfield IL`, `St. John's Newfoundland`: the region at the end of a text and what stands before it. */
function regionAtEnd(text: string, country: string): { region: string; rest: string } | null {
  const words = text.split(' ').filter((word) => word !== '')
  for (const count of [4, 3, 2, 1]) {
    if (words.length < count) continue
    const region = words
      .slice(-count)
      .join(' ')
      .replace(/^[,.(]+|[,)]+$/g, '')
    if (isRegion(region, country) && !/^(?:la|de|in|or|me|oh|hi|ok|co)$/.test(region))
      return { region, rest: words.slice(0, -count).join(' ').replace(/,$/, '') }
  }
  return null
}

/** UK and Ireland: the county, if the last segment names one and another is left for the town. */
function countyAndCity(segments: string[], country: string): Pick<Place, 'city' | 'region'> {
  const last = segments.at(-1)
  if (last === undefined) return { city: null, region: null }
  if (segments.length > 2 && findRegion(last, country) && isRegion(last.replace(/^(?:co\.?|county)\s/i, ''), country)) {
    segments.pop()
    return { city: segments.pop() ?? null, region: last }
  }
  if (segments.length === 1) return { city: cityOff(segments, segments.pop()!), region: null }
  segments.pop()
  return { city: cityOff(segments, last), region: null }
}

const streetThenCity = [
  new RegExp(
    `^(.*\\d.*\\b${englishStreet}(?: ${direction}(?= ))?(?:,? (?:${unitWord} ?#?\\s?[\\p{L}\\d-]+|#\\s?[\\p{L}\\d-]+))?)\\s+(\\p{Lu}[\\p{L}.'’ -]*)$`,
    'iu',
  ),
  /^(.*\p{L}.*? \d+ ?[a-z]?)\s+(\p{Lu}[\p{L}.'’ -]*)$/u,
]

/** A city that shares its segment with the street: `123 Main St Springfield`. The street goes back to the segments. */
function cityOff(segments: string[], text: string): string {
  if (!/\d/.test(text)) return text
  for (const pattern of streetThenCity) {
    const found = pattern.exec(text)
    if (found) {
      segments.push(found[1]!)
      return found[2]!
    }
  }
  return text
}

const looksLikeStreet = (text: string): boolean =>
  romanceStreet.test(text) ||
  poBox.test(text) ||
  new RegExp(`^\\d+\\S* .*\\b${englishStreet}$`, 'iu').test(text) ||
  germanicStreet.test(text.replace(/\s+\d+\s?\p{L}?$/u, '')) ||
  /\p{L}\s+\d+\s?[a-zA-Z]?$/u.test(text)

/** The last segment that is not street, unit or box is the city. */
function takeCity(segments: string[], place: Place, abroad: boolean): { lines: string[]; city: string | null } {
  const last = segments.at(-1)
  if (last === undefined) return { lines: segments, city: null }
  if (/\d/.test(last) && place.region !== null) {
    const rest = segments.slice(0, -1)
    const city = cityOff(rest, last)
    return city === last ? { lines: segments, city: null } : { lines: rest, city }
  }
  if (/\d/.test(last) || isUnit(last) || looksLikeStreet(last)) return { lines: segments, city: null }
  if (segments.length === 1 && !abroad && place.postcode === null && place.region === null && place.country === null)
    return { lines: segments, city: null }
  return { lines: segments.slice(0, -1), city: last }
}

/** `City, ST` and `Street, City, Country`: no postcode anywhere. */
function withoutPostcode(segments: string[], country: string | null): Place {
  const none: Place = { city: null, region: null, postcode: null, country: null }
  const last = segments.at(-1)
  if (last === undefined) return none
  for (const each of country === null ? ['US', 'CA', 'AU'] : [country]) {
    const own = regionAtEnd(last, each)
    if (own === null || (own.rest === '' && segments.length === 1)) continue
    if (own.region.length > 3 && own.rest !== '' && country === null) continue
    segments.pop()
    if (own.rest !== '') return { city: cityOff(segments, own.rest), region: own.region, postcode: null, country: each }
    return { city: null, region: own.region, postcode: null, country: each }
  }
  return none
}

/** The remaining segments as one line, and the one with number or street words taken apart. */
function streetOf(
  lines: readonly string[],
  country: string | null,
): Pick<Address, 'line' | 'street' | 'number' | 'unit'> {
  if (lines.length === 0) return { line: null, street: null, number: null, unit: null }
  const units: string[] = []
  const parts: string[] = []
  for (const line of lines) {
    const last = parts.at(-1)
    if (/^(?:n[º°o.]\.? ?)?\d+ ?[a-zA-Z]?$|^s\/n$/i.test(line) && last !== undefined && !/\d/.test(last))
      parts[parts.length - 1] = `${last} ${line}`
    else if (/^\d+ ?[a-zA-Z]?(?: (?:bis|ter))?$/i.test(line) && parts.length === 0) parts.push(line)
    else if (last !== undefined && /^\d+ ?[a-zA-Z]?(?: (?:bis|ter))?$/i.test(last))
      parts[parts.length - 1] = `${last} ${line}`
    else if (isUnit(line) && lines.length > 1) units.push(line)
    else parts.push(line)
  }
  const main =
    parts.findLast((part) => /\d/.test(part) && looksLikeStreet(part)) ??
    parts.findLast((part) => /\d/.test(part)) ??
    parts.findLast(looksLikeStreet) ??
    parts.at(-1) ??
    ''
  const split = splitStreet(main, country)
  return {
    line: lines.join(', '),
    street: split.street,
    number: split.number,
    unit: [split.unit, ...units].filter((unit) => unit !== null).join(', ') || null,
  }
}
