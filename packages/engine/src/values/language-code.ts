import { plainKey } from './plain-key.ts'

const codes =
  'aa ab af ak am ar as az ba be bg bm bn bo br bs ca ce co cs cy da de dv dz ee el en eo es et eu fa ff fi fil fo fr fy ga gd gl gu ha haw he hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no oc or pa pl ps pt ro ru rw sa sd si sk sl sm sn so sq sr st su sv sw ta te tg th tk tl tn to tr ts tt ug uk ur uz vi wo xh yi yo zh zu'.split(
    ' ',
  )
const inLanguages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'pl']
/** Codes of three letters from libraries, and what people write beside the names. */
const aliases: Readonly<Record<string, string>> = {
  ger: 'de',
  fre: 'fr',
  dut: 'nl',
  chi: 'zh',
  cze: 'cs',
  gre: 'el',
  rum: 'ro',
  slo: 'sk',
  wel: 'cy',
  baq: 'eu',
  mandarin: 'zh',
  'simplified chinese': 'zh',
  'traditional chinese': 'zh',
  cantonese: 'zh',
  castilian: 'es',
  castellano: 'es',
  espanol: 'es',
  flemish: 'nl',
  vlaams: 'nl',
  farsi: 'fa',
  brazilian: 'pt',
  bokmal: 'nb',
  norwegian: 'no',
  tagalog: 'tl',
  ned: 'nl',
  eng: 'en',
}

let known: ReadonlyMap<string, string> | undefined

function load(): ReadonlyMap<string, string> {
  const map = new Map<string, string>(codes.map((code) => [code, code]))
  for (const [name, code] of Object.entries(aliases)) map.set(name, code)
  const add = (name: string | undefined, code: string) => {
    if (name && !map.has(plainKey(name))) map.set(plainKey(name), code)
  }
  const namesIn = (language: string) => new Intl.DisplayNames([language], { type: 'language', fallback: 'none' })
  for (const code of codes) add(namesIn(code).of(code), code)
  for (const names of inLanguages.map(namesIn)) for (const code of codes) add(names.of(code), code)
  return map
}

/** ISO 639-1 of a language's name in ten languages or its own, of a code of two or three letters, or of a locale (`en-US`). */
export function languageCode(text: string): string | null {
  known ??= load()
  const key = plainKey(text)
  const named = known.get(key) ?? known.get(key.replace(/ (?:language|sprache)$/, ''))
  if (named !== undefined) return named
  // `German (Switzerland)`, `English - US`.
  const first = /^([\p{L} ]+?)\s*(?:[(/,-]|$)/u.exec(text.trim())?.[1]
  const locale = /^([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})+$/.exec(text.trim())?.[1]
  if (locale !== undefined && known.has(locale)) return known.get(locale)!
  if (first !== undefined && first.length > 3 && known.has(plainKey(first))) return known.get(plainKey(first))!
  if (!/^[a-z]{3}$/.test(key)) return null
  const [canonical] = Intl.getCanonicalLocales(key)
  return canonical !== undefined && canonical.length === 2 ? canonical : null
}
