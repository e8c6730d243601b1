import { monthNamed } from '../words/months.ts'

/** Days from `from` up to but without `to`, both `YYYY-MM-DD`: a day, a month or a year as somebody says it. */
export type Days = { from: string; to: string }

/** What a text says about days: which they are, that it can be read two ways, or null where it is no date. */
export function readDays(said: string): Days | 'ambiguous' | null {
  const text = said
    .trim()
    .toLowerCase()
    .replace(/(\d)(?:st|nd|rd|th)\b/g, '$1')
    .replace(/,/g, ' ')
    .replace(/\s+/g, ' ')
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text)
  if (iso) return iso[3] === undefined ? month(+iso[1]!, +iso[2]!) : day(+iso[1]!, +iso[2]!, +iso[3])
  if (/^(?:1[89]|20|21)\d\d$/.test(text)) return { from: `${text}-01-01`, to: `${+text + 1}-01-01` }
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text)
  if (dotted) return day(+dotted[3]!, +dotted[2]!, +dotted[1]!)
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text)
  if (slashed) {
    const [a, b, year] = [+slashed[1]!, +slashed[2]!, +slashed[3]!]
    if (a > 12) return day(year, b, a)
    if (b > 12) return day(year, a, b)
    return a === b ? day(year, a, b) : 'ambiguous'
  }
  const named = /^(?:(\d{1,2})\.? )?([\p{L}]+)\.?(?: (\d{1,2}))? (\d{4})$/u.exec(text)
  if (!named) return null
  const number = monthNamed(named[2]!)
  if (number === null) return null
  const date = named[1] ?? named[3]
  return date === undefined ? month(+named[4]!, number) : day(+named[4]!, number, +date)
}

const written = (date: Date): string => date.toISOString().slice(0, 10)

function day(year: number, monthOfYear: number, dayOfMonth: number): Days | null {
  const date = new Date(Date.UTC(year, monthOfYear - 1, dayOfMonth))
  // 31 February would become a day of March.
  if (date.getUTCMonth() !== monthOfYear - 1 || date.getUTCDate() !== dayOfMonth) return null
  return { from: written(date), to: written(new Date(Date.UTC(year, monthOfYear - 1, dayOfMonth + 1))) }
}

function month(year: number, monthOfYear: number): Days | null {
  if (monthOfYear < 1 || monthOfYear > 12) return null
  return {
    from: written(new Date(Date.UTC(year, monthOfYear - 1, 1))),
    to: written(new Date(Date.UTC(year, monthOfYear, 1))),
  }
}
