import { countryCode } from '../../../values/index.ts'
import { fold } from '../../match/name-words.ts'
import { monthNamed } from '../../words/months.ts'

const weekdays =
  /^(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)(day)?$/
const year = /^(fy|cy|ay|jahr|year)? ?'?((19|20)\d{2}|\d{2})([/-](\d{2}|\d{4}))?[a-z*]?$/
const quarter =
  /^(q[1-4]|[1-4]q|h[12]|[1-4]\. ?quartal|t[1-4])( ?['/-]?(19|20)?\d{2})?$|^(19|20)\d{2} ?[-/]? ?(q[1-4]|h[12])$/
const counted = /^(week|wk|day|month|year|period|hour|woche|tag|kw|w|d|m|p|h|round|visit|term|semester) ?\d{1,3}$/
const clock = /^\d{1,2}([:.h]\d{2})?( ?[ap]m)?( ?[-–] ?\d{1,2}([:.h]\d{2})?( ?[ap]m)?)?$/
const range = /^(under|over|<|>|≤|≥)? ?\d+( ?[-–] ?\d+|\+| and over| to \d+)?( years?)?$/
const date = /^\d{1,4}[-/. ]\d{1,2}([-/. ]\d{1,4})?$/

export type LabelKind = 'year' | 'quarter' | 'month' | 'weekday' | 'date' | 'counted' | 'clock' | 'number' | 'place'

/** Names that readers of files give to columns without one. */
export const isNameless = (header: string): boolean =>
  /^(|column ?_?\d*|unnamed.*|field ?_?\d+|_?c\d+|var\d+|x\.?\d+)$/i.test(header.trim())

/** What a column's header would be as a value (a year, a month, a place) instead of a name; null for a name. */
export function labelKind(header: string): LabelKind | null {
  const text = header.trim().toLowerCase().replace(/\s+/g, ' ')
  if (text === '') return null
  if (/^((19|20)\d{2})(\.0)?$/.test(text) || (year.test(text) && /\d{4}|^(fy|cy|ay)/.test(text))) return 'year'
  if (quarter.test(text)) return 'quarter'
  const words = fold(text).split(' ')
  const month = words.find((word) => /^[a-z]+$/.test(word) && monthNamed(word) !== null)
  if (month !== undefined && isMonthWord(month) && words.every((word) => word === month || /^\d{1,4}$/.test(word)))
    return /^\d{1,2}$/.test(words[0]!) || (words.length > 1 && /^\d{1,2}$/.test(words[1]!)) ? 'date' : 'month'
  if (weekdays.test(fold(text))) return 'weekday'
  if (date.test(text)) return 'date'
  if (counted.test(text)) return 'counted'
  if (clock.test(text) && /[:h]|[ap]m/.test(text)) return 'clock'
  if (range.test(text) || /^\d+([.,]\d+)?$/.test(text)) return 'number'
  if (text.length > 3 && countryCode(header) !== null) return 'place'
  return null
}

/** A whole month name or its usual short form: `marketing` begins with `mar` as well. */
const monthWords = new Set(
  `jan january januar janvier enero janeiro januari feb february februar fevrier febrero fevereiro februari fev mar march
  marz maerz mars marzo marco maart mrt apr april avril abril avr abr may mai mayo maio mei jun june juni juin junio junho
  jul july juli juillet julio julho juil aug august aout agosto augustus ago sep sept september septembre septiembre setembro
  set oct october oktober octobre octubre outubro okt out nov november novembre noviembre novembro dec december dezember
  decembre diciembre dezembro dez dic`.split(/\s+/),
)
const isMonthWord = (word: string): boolean => monthWords.has(word)

/** A header as a stem and the label that tells it from its like: `Contact 2 Name` → `Contact Name`, `2`. */
export type Parted = { stem: string; label: string }

/** Ways to part a header, most telling first; none where it has no label in it. */
export function partHeader(header: string): Parted[] {
  const text = header.trim()
  const found: Parted[] = []
  if (isNameless(text)) return found
  const add = (stem: string, label: string) => {
    const bare = stem.replace(/^[\s_.\-:#/()[\]]+|[\s_.\-:#/([\]]+$/g, '').replace(/\s+/g, ' ')
    if (bare !== '' && label !== '') found.push({ stem: bare, label })
  }
  const tail = /^(.*?\D)[\s_.\-#]*\(?(\d{1,4})\)?$/u.exec(text)
  if (tail) add(tail[1]!, tail[2]!)
  const head = /^\(?(\d{1,4})\)?[\s_.\-:]*(\D.*)$/u.exec(text)
  if (head) add(head[2]!.replace(/^(st|nd|rd|th)\b/i, ''), head[1]!)
  const middle = /^(.*?\p{L})[\s_.\-#]*(\d{1,4})([\s_.\-:]+\p{L}.*|\p{Lu}\p{L}*)$/u.exec(text)
  if (middle) add(`${middle[1]} ${middle[3]!.replace(/^[\s_.\-:]+/, '')}`, middle[2]!)
  const words = text.split(/[\s_]+|(?<=\S)\s*[-–:/|]\s*(?=\S)/)
  if (words.length >= 2) {
    const [first, last] = [words[0]!, words.at(-1)!]
    if (labelKind(last) !== null && !/^\d+$/.test(last)) add(words.slice(0, -1).join(' '), last)
    if (labelKind(first) !== null && !/^\d+$/.test(first)) add(words.slice(1).join(' '), first)
  }
  return found
}
