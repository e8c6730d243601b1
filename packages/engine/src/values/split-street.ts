import { direction, englishStreet, poBox, romanceStreet, unitWord } from './address-words.ts'

/** A street line in its pieces; what is not there is null. `street` is the name without number and unit. */
export type StreetLine = { number: string | null; street: string | null; unit: string | null }

const number = String.raw`\d{1,6}(?: ?[-–/+] ?\d{1,5})*(?:(?:[a-zA-Z]| (?![NSEW])[a-zA-Z])(?![\p{L}\d]))?(?: ?[-–/] ?[a-zA-Z\d]{1,3}(?![\p{L}\d]))?(?: 1/2)?(?: (?:bis|ter|quater)(?!\p{L}))?`
const leadingUnit = new RegExp(`^(${unitWord} ?#?(?:\\d+[\\p{L}\\d-]*|[A-Z]\\d*)),?\\s+(?=\\d|\\p{Lu})`, 'iu')
const trailingUnit = new RegExp(
  `[,\\s]+((?:${unitWord}(?= ?[#\\d]| [A-Z]\\b|\\s\\p{Lu}\\b) ?#?\\s?[\\p{L}\\d-]+|#\\s?[\\p{L}\\d-]+|\\d{1,2}(?:st|nd|rd|th) (?:floor|fl\\.?))(?:[,\\s]+${unitWord} ?#?[\\p{L}\\d-]+)*)$`,
  'iu',
)
const onlyUnit = new RegExp(
  `^(?:${unitWord} ?#?\\s?[\\p{L}\\d-]{1,6}|#\\s?[\\p{L}\\d-]+|\\d{1,2}(?:st|nd|rd|th) floor|\\d{1,2}[ºª°]? ?(?:[A-Za-z]|izq|izda|dcha|der|esq|dto|fte|centro|andar|piso|planta|puerta|étage|etage|stock|og|floor)\\.?|\\d{1,2}[ºª°](?: ?\\d{1,2}[ºª°])?)$`,
  'iu',
)
const leadingNumber = new RegExp(`^(?:n[º°o]\\.? ?)?(${number}),?\\s+(\\p{L}.*|\\d+(?:st|nd|rd|th)\\b.*)$`, 'iu')
const trailingNumber = new RegExp(
  `^(.*?\\p{L}[.\\p{L}]*),?\\s+(?:n[º°o.]\\.?\\s?|nr\\.?\\s?|num\\.?\\s?|número\\s|s/)?(${number}|s/n)(?:[,\\s]+(.+))?$`,
  'iu',
)
const endsEnglish = new RegExp(`\\b${englishStreet}(?: ${direction})?$`, 'iu')

/** Whether a line is nothing but a part of a building (`Apt 4`, `3º izq`). */
export const isUnit = (line: string): boolean => onlyUnit.test(line.trim())

/** Takes a street line apart: `12 bis rue de la Paix`, `Hauptstr. 5a`, `Flat 2, 10 High St`, `5/12 Smith St` in Australia. */
export function splitStreet(line: string, country: string | null = null): StreetLine {
  let rest = line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[,\s]+$/, '')
  if (rest === '') return { number: null, street: null, unit: null }
  if (poBox.test(rest)) return { number: null, street: rest, unit: null }
  const units: string[] = []
  const ahead = leadingUnit.exec(rest)
  if (ahead) {
    units.push(ahead[1]!)
    rest = rest.slice(ahead[0].length)
  }
  // Level 2/55 Collins St.
  const stacked = new RegExp(`^(${unitWord} ?\\d+[a-z]?) ?/ ?(?=\\d)`, 'iu').exec(rest)
  if (stacked) {
    units.push(stacked[1]!)
    rest = rest.slice(stacked[0].length)
  }
  const behind = trailingUnit.exec(rest)
  if (behind && behind.index > 0) {
    units.push(behind[1]!)
    rest = rest.slice(0, behind.index).replace(/,$/, '')
  }
  const found = numbered(rest)
  if (found === null) return { number: null, street: rest, unit: joined(units) }
  let { at, name, more } = found
  if (more !== null) units.push(more)
  // 5/12 Smith St: unit 5 of number 12.
  const slashed = /^(\d+[a-z]?) ?\/ ?(\d+[a-z]?(?: ?[-–] ?\d+[a-z]?)?)$/i.exec(at)
  if (slashed && found.front && (country === 'AU' || country === 'NZ')) {
    units.unshift(slashed[1]!)
    at = slashed[2]!
  }
  return { number: at, street: name, unit: joined(units) }
}

const joined = (units: readonly string[]): string | null => (units.length === 0 ? null : units.join(', '))

function numbered(rest: string): { at: string; name: string; more: string | null; front: boolean } | null {
  const front = leadingNumber.exec(rest)
  const back = trailingNumber.exec(rest)
  const usesFront =
    front !== null &&
    (back === null ||
      endsEnglish.test(front[2]!) ||
      /^\d+ ?(?:bis|ter|quater)?,? /i.test(rest) ||
      !romanceStreet.test(rest))
  if (usesFront) return { at: front[1]!.trim(), name: front[2]!.trim(), more: null, front: true }
  const year = back && /^\d{4}$/.test(back[2]!) && /^\d{1,4} ?[a-z]?$/i.test(back[3] ?? '')
  // Plein 1944 12: the year belongs to the name.
  if (back && year) return { at: back[3]!.trim(), name: `${back[1]} ${back[2]}`, more: null, front: false }
  if (back) return { at: back[2]!.trim(), name: back[1]!.trim(), more: back[3]?.trim() ?? null, front: false }
  return null
}
