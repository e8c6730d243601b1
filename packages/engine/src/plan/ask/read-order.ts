import { fold } from '../match/name-words.ts'
import type { Impossible } from './answers.ts'

const dayFirst =
  /\b(day first|day month|first the day|day before month|dd ?mm|d m y|dmy|european|british|uk|german|french|spanish|australian|tag zuerst|jour)\b/
const monthFirst =
  /\b(month first|month day|first the month|month before day|mm ?dd|m d y|mdy|american|us|usa|monat zuerst|mois)\b/

/** An answer about the order of day and month; one that says both cannot be, null where it says neither. */
export function readOrder(answer: string): 'day_first' | 'month_first' | Impossible | null {
  const said = fold(answer)
  const day = dayFirst.test(said) || answer === 'day_first'
  const month = monthFirst.test(said) || answer === 'month_first'
  if (day && month) return { impossible: 'dates of one column cannot be both day first and month first.' }
  return day ? 'day_first' : month ? 'month_first' : null
}
