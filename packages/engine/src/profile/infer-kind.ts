import type { SemanticKind } from '@godwit/contract'
import { readNumberLook } from './read-number.ts'

const email = /^[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]{2,}$/
const url = /^(https?:\/\/|www\.)\S+$/i
const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/i
const phone = /^(\+|00)?[\d()][\d\s()./-]{5,20}\d(\s?(x|ext\.?)\s?\d+)?$/i
const clock = /^\d{1,2}:\d{2}(:\d{2})?$/
const street =
  /\d.*\b(st|street|rd|road|ave|avenue|lane|ln|dr|drive|blvd|way|court|ct|place|pl|terrace|parade|highway|hwy|close|crescent|straße|strasse|str|weg|platz|allee|gasse|rue|avenue|boulevard|chemin|calle|avenida|plaza|paseo|rua|travessa|straat|laan|plein|via)\b\.?|\b(rue|calle|rua|via|avenida|avenue|platz)\b.*\d|\p{L}(straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|plein)\s*\d/iu
const organisation =
  /\b(gmbh|ag|kg|ohg|e\.?g|mbh|ltd|limited|llc|inc|corp|plc|pty|co|company|s\.?a\.?r?\.?l?|sas|s\.?l|s\.?p\.?a|srl|b\.?v|n\.?v|ab|oy|as|aps|group|gruppe|holdings?|partners|associates|services|solutions|systems|studios?|& söhne|& sons)\b\.?/iu
const personName =
  /^(\p{Lu}[\p{L}.'’-]*)(\s(de|da|van|von|der|den|le|la|del|dos|el|al|bin)(\s(de|la|der|den))?)?(\s\p{Lu}[\p{L}.'’-]*){1,3}$/u
const oneName = /^\p{Lu}[\p{Ll}'’-]+(-\p{Lu}\p{Ll}+)?$/u
const id = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_./#-]*$/

/** What a single value looks like on its own, narrowest first. The column decides between readings afterwards. */
export function kindOfValue(raw: string): SemanticKind {
  const value = raw.trim().replace(/\s+/g, ' ')
  if (email.test(value)) return 'email'
  if (/^[[{].*[\]}]$/s.test(value)) return 'json'
  if (url.test(value)) return 'url'
  if (/^\d{4}-\d{2}-\d{2}/.test(value) || clock.test(value)) return clock.test(value) ? 'time' : 'date'
  const number = readNumberLook(value)
  if (number) {
    if (/^0\d/.test(value) && number.mark === 'plain') return /^0\d{8,}$/.test(value) ? 'phone' : 'id'
    if (number.percent) return 'percentage'
    if (number.money) return 'money'
    return number.mark === 'plain' ? 'integer' : 'decimal'
  }
  if (phone.test(value) && value.replace(/\D/g, '').length >= 7) return 'phone'
  if (host.test(value) && /\.[a-z]{2,}/i.test(value)) return 'url'
  if (street.test(value)) return 'street'
  if (id.test(value)) return 'id'
  if (organisation.test(value)) return 'organisation'
  if (personName.test(value)) return 'person_name'
  if (oneName.test(value)) return 'first_name'
  return 'text'
}
