import { countryCode } from './country-names.ts'
import { nearest } from './nearest.ts'
import { plainKey } from './plain-key.ts'
import { type Region, regions } from './region-names.ts'

const byCountry = Map.groupBy(regions, ({ country }) => country)
/** Country → key of a code or a name → region. Codes win over another region's names. */
const keys = new Map<string, Map<string, Region>>()
const everyName = new Map<string, Region[]>()
for (const [country, list] of byCountry) {
  const known = new Map<string, Region>()
  for (const region of list)
    for (const name of region.names) if (!known.has(plainKey(name))) known.set(plainKey(name), region)
  for (const region of list) known.set(plainKey(region.code), region)
  keys.set(country, known)
  for (const region of list)
    for (const name of new Set(region.names.map(plainKey)))
      everyName.set(name, [...(everyName.get(name) ?? []), region])
}
const kind =
  /^(?:state of|province of|provincia d[ei]|province d[eu]|kanton|canton d[eu]|canton of|bundesland|land|estado d[eo]|county of|co|comte de|departement|region|provincie) | (?:state|province|canton|county|provincie|region)$/

/**
 * The state, province, canton or county that a text means. With a country only its regions count, by code or name, also
 * with one slip of the pen; without one, the name must belong to one country alone.
 */
export function findRegion(text: string, country?: string | null): Region | null {
  const key = plainKey(text)
  if (key === '') return null
  const code = country ? (countryCode(country) ?? country.trim().toUpperCase()) : null
  if (code !== null) {
    const known = keys.get(code)
    if (!known) return null
    const iso = key.startsWith(`${code.toLowerCase()} `) ? known.get(key.slice(3)) : undefined
    const exact = known.get(key) ?? iso ?? known.get(key.replace(kind, ''))
    if (exact) return exact
    const close = nearest(key, [...known.keys()])
    return close === null ? null : known.get(close)!
  }
  const iso = /^([a-z]{2}) ([a-z0-9]{1,3})$/.exec(key)
  const full = iso ? keys.get(iso[1]!.toUpperCase())?.get(iso[2]!) : undefined
  if (full && /^\s*[A-Z]{2}-[A-Z0-9]{1,3}\s*$/.test(text)) return full
  const found = everyName.get(key) ?? everyName.get(key.replace(kind, '')) ?? []
  return found.length === 1 ? found[0]! : null
}

/** Whether a text is a code or name of a region of the country, exactly. */
export const isRegion = (text: string, country: string): boolean => keys.get(country)?.has(plainKey(text)) ?? false

/** The regions of a country that are known; empty for a country whose regions are not. */
export const regionsOf = (country: string): readonly Region[] => byCountry.get(country) ?? []
