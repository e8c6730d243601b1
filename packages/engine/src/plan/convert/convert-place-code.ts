import { text } from '../../sql/quote.ts'
import { currencyCode, exactCountryCode, findRegion, languageCode } from '../../values/index.ts'
import { shareOf } from '../match/fit.ts'
import type { ConvertInput } from './conversion.ts'
import { withoutPlaceholders } from './raw-value.ts'

/** One of the mapped functions that turn names into codes, as SQL and as it is calculated here. */
export type CodeWay = { sql: (raw: string) => string; read: (value: string) => string | null; note: string }

const call =
  (name: string, ...rest: string[]) =>
  (raw: string) =>
    `${name}(${[raw, ...rest].join(', ')})`
const keep = (code: string | null, value: string): string => code ?? value

/** The ways in which names of countries, regions, languages and currencies become codes, for this row's country. */
export function codeWays(input: ConvertInput): CodeWay[] {
  const { countrySql, country, profile } = input
  const countries = country?.profile.top_values.flatMap(({ value }) => exactCountryCode(value) ?? []) ?? []
  const single = new Set(countries).size === 1 ? countries[0]! : countries.length === 0 ? soleCountry(profile) : null
  const regions: CodeWay[] =
    single !== null
      ? [
          {
            sql: call('region_code', text(single)),
            read: (value) => findRegion(value, single)?.code ?? null,
            note: 'code of the state or province',
          },
        ]
      : countrySql !== undefined
        ? [
            {
              sql: call('region_code', countrySql),
              read: (value) =>
                [...new Set(countries)]
                  .map((each) => findRegion(value, each)?.code)
                  .find((code) => code !== undefined) ?? null,
              note: 'code of the state or province',
            },
          ]
        : []
  return [
    { sql: call('country_code'), read: exactCountryCode, note: 'ISO alpha-2 code' },
    ...regions,
    { sql: call('language_code'), read: languageCode, note: 'ISO 639-1 code' },
    { sql: call('currency_code'), read: currencyCode, note: 'ISO 4217 code' },
  ]
}

/** The one country of which all values are regions, where the column itself shows it. */
function soleCountry(profile: ConvertInput['profile']): string | null {
  const fitting = [
    'US',
    'AU',
    'CA',
    'DE',
    'GB',
    'IT',
    'ES',
    'BR',
    'CH',
    'AT',
    'NL',
    'FR',
    'MX',
    'IN',
    'IE',
    'BE',
    'PT',
    'NZ',
    'ZA',
  ].filter((country) => shareOf(profile, (value) => findRegion(value, country) !== null, 200) >= 0.9)
  return fitting.length === 1 ? fitting[0]! : null
}

const wishes: readonly [wish: RegExp, function_: string][] = [
  [/\biso[ -]?639\b|\blanguage codes?\b|\blang(?:uage)?_code\b/i, 'language_code'],
  [
    /\biso[ -]?3166-2\b|\b(?:state|province|region|canton|county)[ _]codes?\b|\b(?:two|2|three|3)-?[ -]?letter (?:state|province)|\bstate abbreviations?\b/i,
    'region_code',
  ],
  [/\biso[ -]?4217\b|\bcurrency[ _]codes?\b/i, 'currency_code'],
]

/** The code that a text column asks for in words, where its values are names of such things; null else. */
export function convertPlaceCode(input: ConvertInput): { sql: string; note: string; confidence: number } | null {
  const { column, profile } = input
  const said = `${column.name} ${column.description}`
  const wish = wishes.find(([pattern]) => pattern.test(said))?.[1]
  if (wish === undefined) return null
  const way = codeWays(input).find(({ sql }) => sql('x').startsWith(`${wish}(`))
  if (way === undefined) return null
  const share = shareOf(profile, (value) => way.read(value) !== null)
  return share < 0.6
    ? null
    : { sql: way.sql(withoutPlaceholders(input)), note: way.note, confidence: 0.7 + 0.28 * share }
}

/** What a value would become, as it is where nothing is known. */
export const codeOf = (way: CodeWay, value: string): string => keep(way.read(value), value)
