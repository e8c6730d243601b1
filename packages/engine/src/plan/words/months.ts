import { fold } from '../match/name-words.ts'

/** The beginnings of month names in English, German, French, Spanish, Dutch and Portuguese, folded. */
const beginnings: readonly (readonly string[])[] = [
  ['jan', 'ene'],
  ['feb', 'fev'],
  ['mar', 'maa', 'mrt', 'maer'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mei'],
  ['jun', 'juin'],
  ['jul', 'juil'],
  ['aug', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'out'],
  ['nov'],
  ['dec', 'dez', 'dic'],
]

/** 1..12 for a month's name or its beginning, in any of the languages; null for other words. */
export function monthNamed(word: string): number | null {
  const folded = fold(word)
  if (folded.length < 3 || !/^[a-z]+$/.test(folded) || folded.length > 10) return null
  const at = beginnings.findIndex((starts) => starts.some((start) => folded.startsWith(start)))
  return at < 0 ? null : at + 1
}
