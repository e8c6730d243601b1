import { createRequire } from 'node:module'
import type { LocaleData } from 'i18n-iso-countries'
import { nearest } from './nearest.ts'
import { plainKey } from './plain-key.ts'

const require = createRequire(import.meta.url)

// Earlier languages win where one name means two countries.
const languages = [
  ...[
    'en',
    'de',
    'fr',
    'es',
    'it',
    'nl',
    'pt',
    'sv',
    'da',
    'nb',
    'fi',
    'pl',
    'cs',
    'hu',
    'ro',
    'tr',
    'el',
    'ru',
    'ja',
    'zh',
    'ko',
    'uk',
    'bg',
    'hr',
    'sk',
    'sl',
    'ca',
    'ar',
    'he',
    'id',
    'vi',
  ],
]

/** What people write besides the names in the languages' lists. */
const aliases: Readonly<Record<string, string>> = {
  'united states': 'US',
  'united states of america': 'US',
  'u s of a': 'US',
  'estados unidos de america': 'US',
  eeuu: 'US',
  'ee uu': 'US',
  'vereinigte staaten von amerika': 'US',
  'grande bretagne': 'GB',
  grossbritannien: 'GB',
  'gran bretana': 'GB',
  'groot brittannie': 'GB',
  'gra bretanha': 'GB',
  inghilterra: 'GB',
  angleterre: 'GB',
  inglaterra: 'GB',
  engeland: 'GB',
  'pays bas': 'NL',
  hollande: 'NL',
  holanda: 'NL',
  tschechien: 'CZ',
  tchequie: 'CZ',
  chequia: 'CZ',
  turkiye: 'TR',
  'bundesrepublik deutschland': 'DE',
  'federal republic of germany': 'DE',
  'republica portuguesa': 'PT',
  ksa: 'SA',
  'p r china': 'CN',
  usa: 'US',
  'u s a': 'US',
  'u s': 'US',
  america: 'US',
  'the states': 'US',
  'etats unis d amerique': 'US',
  uk: 'GB',
  'u k': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  britain: 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  korea: 'KR',
  'south korea': 'KR',
  rok: 'KR',
  'north korea': 'KP',
  dprk: 'KP',
  uae: 'AE',
  'u a e': 'AE',
  emirates: 'AE',
  'czech republic': 'CZ',
  czechia: 'CZ',
  russia: 'RU',
  'ivory coast': 'CI',
  turkey: 'TR',
  burma: 'MM',
  swaziland: 'SZ',
  macedonia: 'MK',
  vatican: 'VA',
  'holy see': 'VA',
  brd: 'DE',
  brasil: 'BR',
  espana: 'ES',
  schweiz: 'CH',
  suisse: 'CH',
  svizzera: 'CH',
  eire: 'IE',
  'republic of ireland': 'IE',
  hongkong: 'HK',
  macau: 'MO',
  taiwan: 'TW',
  vietnam: 'VN',
  'viet nam': 'VN',
  laos: 'LA',
  syria: 'SY',
  iran: 'IR',
  bolivia: 'BO',
  venezuela: 'VE',
  tanzania: 'TZ',
  moldova: 'MD',
  brunei: 'BN',
  'cape verde': 'CV',
  'east timor': 'TL',
  palestine: 'PS',
  drc: 'CD',
  'dr congo': 'CD',
  'congo kinshasa': 'CD',
  'congo brazzaville': 'CG',
  aotearoa: 'NZ',
  nz: 'NZ',
  prc: 'CN',
  'mainland china': 'CN',
  'peoples republic of china': 'CN',
  kosovo: 'XK',
  'great britain and northern ireland': 'GB',
}

/** Articles do not tell countries apart either. */
const key = (name: string) => plainKey(name).replace(/^(?:the|die|der|das|le|la|les|el|los|l) /, '')

type Countries = {
  codes: ReadonlyMap<string, string>
  names: ReadonlyMap<string, string>
  /** Names in Latin letters, among which a misspelt one is looked for. */
  spellings: readonly string[]
}

let countries: Countries | undefined

// 21 lists of 250 names: read when the first country is asked for, not when the engine starts.
function load(): Countries {
  const codes = new Map<string, string>()
  const names = new Map<string, string>()
  const add = (name: string, code: string) => {
    if (!codes.has(key(name))) codes.set(key(name), code)
  }
  for (const [alpha3, alpha2] of Object.entries(
    (require('i18n-iso-countries') as typeof import('i18n-iso-countries')).getAlpha3Codes(),
  )) {
    add(alpha2, alpha2)
    add(alpha3, alpha2)
  }
  for (const [name, code] of Object.entries(aliases)) add(name, code)
  for (const language of languages) {
    const locale = require(`i18n-iso-countries/langs/${language}.json`) as LocaleData
    for (const [code, spellings] of Object.entries(locale.countries)) {
      const list = Array.isArray(spellings) ? (spellings as string[]) : [spellings as string]
      for (const name of list) add(name, code)
      if (language === 'en' && list[0]) names.set(code, list[0])
    }
  }
  return { codes, names, spellings: [...codes.keys()].filter((name) => /^[a-z ]{5,}$/.test(name)) }
}

/** ISO 3166-1 alpha-2 of a country's name or code, also with a slip of the pen; null when unknown. */
export function countryCode(name: string): string | null {
  countries ??= load()
  const wanted = key(name)
  const exact = countries.codes.get(wanted)
  if (exact !== undefined) return exact
  const close = nearest(wanted, countries.spellings)
  return close === null ? null : (countries.codes.get(close) ?? null)
}

/** The same without slips of the pen. */
export function exactCountryCode(name: string): string | null {
  countries ??= load()
  return countries.codes.get(key(name)) ?? null
}

/** The English name of a country's name or code; null when unknown. */
export function countryName(name: string): string | null {
  const code = countryCode(name)
  return code === null ? null : (countries?.names.get(code) ?? null)
}

/** Every alpha-2 code, in order. */
export function countryCodes(): string[] {
  countries ??= load()
  return [...new Set(countries.codes.values())].sort()
}
