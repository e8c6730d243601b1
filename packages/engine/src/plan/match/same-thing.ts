import {
  countryCode,
  currencyCode,
  exactCountryCode,
  findRegion,
  languageCode,
  monthNumber,
  weekdayNumber,
} from '../../values/index.ts'

/** A reading of texts as things that have one code whatever they are called. */
type Reading = { of: string; code: (text: string) => string | null; loose: (text: string) => string | null }

const exact = (of: string, code: (text: string) => string | null): Reading => ({ of, code, loose: code })
const regionIn = (country: string): Reading =>
  exact(`regions of ${country}`, (text) => findRegion(text, country)?.code ?? null)
const readings: readonly Reading[] = [
  { of: 'countries', code: exactCountryCode, loose: countryCode },
  ...[
    'US',
    'AU',
    'CA',
    'DE',
    'GB',
    'CH',
    'AT',
    'NL',
    'ES',
    'IT',
    'FR',
    'BR',
    'IE',
    'NZ',
    'IN',
    'MX',
    'BE',
    'PT',
    'ZA',
  ].map(regionIn),
  exact('currencies', currencyCode),
  exact('languages', languageCode),
  exact('months', (text) => monthNumber(text)?.toString() ?? null),
  exact('weekdays', (text) => weekdayNumber(text)?.toString() ?? null),
]

const known = new WeakMap<readonly string[], readonly Reading[]>()

/** How a list can be read: each of its entries is one of the things, and no two are the same one. */
function readingsOf(options: readonly string[]): readonly Reading[] {
  const before = known.get(options)
  if (before) return before
  const found = readings.filter(({ code }) => {
    if (options.length < 2 || options.length > 400) return false
    const codes = options.map(code)
    return (
      codes.filter((each) => each === null).length <= options.length * 0.1 &&
      new Set(codes).size >= options.length * 0.9
    )
  })
  known.set(options, found)
  return found
}

/** The entry of a list of countries, regions, currencies, languages, months or weekdays that is the same one as the value. */
export function sameThing(value: string, options: readonly string[]): string | null {
  for (const { code, loose } of readingsOf(options)) {
    const wanted = code(value) ?? loose(value)
    if (wanted === null) continue
    const same = options.filter((option) => code(option) === wanted)
    if (same.length === 1) return same[0]!
  }
  return null
}
