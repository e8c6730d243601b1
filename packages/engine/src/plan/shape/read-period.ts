import { fold } from '../match/name-words.ts'
import { monthNamed } from '../words/months.ts'

export type TitlePeriod = { year: number | null; month: number | null }

/** Month and year that a title (`TIMESHEET July 2024`, `Stunden 07/2024`) speaks of. */
export function readTitle(texts: readonly string[]): TitlePeriod {
  let year: number | null = null
  let month: number | null = null
  for (const text of texts) {
    const numeric =
      /\b(0?[1-9]|1[0-2])[./-]((?:19|20)\d{2})\b/.exec(text) ?? /\b((?:19|20)\d{2})-(0[1-9]|1[0-2])\b/.exec(text)
    if (numeric) {
      const [a, b] = [Number(numeric[1]), Number(numeric[2])]
      month ??= Math.min(a, b)
      year ??= Math.max(a, b)
    }
    for (const word of fold(text).split(' ')) {
      // `mai` and `set` are months only beside a year; `may` begins many sentences.
      if (/^(19|20)\d{2}$/.test(word)) year ??= Number(word)
      else if (word.length >= 4 || /^(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)$/.test(word))
        month ??= monthNamed(word)
    }
  }
  return { year, month }
}

/** The date (YYYY-MM-DD) or month (YYYY-MM-01) that a column header stands for; null for other headers. */
export function readPeriod(header: string, title: TitlePeriod): { date: string; unit: 'day' | 'month' } | null {
  const text = header
    .trim()
    .replace(
      /^(mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)[a-z]*[.,]?\s+(?=\d{1,2}(?!\d))/i,
      '',
    )
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text)
  if (iso) return dated(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const named = /^(\d{1,2})[. /-]+(\p{L}{3,10})\.?(?:[. /-]+(\d{2}|\d{4}))?$/u.exec(text)
  if (named) {
    const month = monthNamed(named[2]!)
    return month === null ? null : dated(yearOf(named[3], title), month, Number(named[1]))
  }
  const monthFirst = /^(\p{L}{3,10})\.?[. /-]+(\d{1,2})(?:,? (\d{4}))?$/u.exec(text)
  if (monthFirst && Number(monthFirst[2]) <= 31 && monthFirst[2]!.length <= 2) {
    const month = monthNamed(monthFirst[1]!)
    if (month !== null && title.month !== null) return dated(yearOf(monthFirst[3], title), month, Number(monthFirst[2]))
  }
  const monthYear = /^(\p{L}{3,10})\.?(?:[. /-]+(\d{2}|\d{4}))?$/u.exec(text)
  if (monthYear) {
    const month = monthNamed(monthYear[1]!)
    const year = yearOf(monthYear[2], title)
    return month === null || year === null ? null : { date: `${year}-${two(month)}-01`, unit: 'month' }
  }
  const numeric = /^(\d{1,2})[./](\d{1,2})\.?(?:[./]?(\d{2}|\d{4}))?$/.exec(text)
  if (numeric && title.month !== null && Number(numeric[2]) === title.month)
    return dated(yearOf(numeric[3], title), title.month, Number(numeric[1]))
  const dayOnly = /^(\d{1,2})\.?$/.exec(text)
  if (dayOnly && title.month !== null) return dated(title.year, title.month, Number(dayOnly[1]))
  return null
}

const two = (value: number): string => String(value).padStart(2, '0')
const yearOf = (written: string | undefined, title: TitlePeriod): number | null =>
  written === undefined ? title.year : written.length === 2 ? 2000 + Number(written) : Number(written)

function dated(year: number | null, month: number, day: number): { date: string; unit: 'day' } | null {
  if (year === null || month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate())
    return null
  return { date: `${year}-${two(month)}-${two(day)}`, unit: 'day' }
}
