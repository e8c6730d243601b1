import { Datetime, fromParts } from './datetime.ts'

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const longMonths = 'january|february|march|april|may|june|july|august|september|october|november|december'
const longDays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'

/** What each directive matches; the names become groups of the pattern. */
const directives: Record<string, string> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>1[0-2]|0?[1-9])',
  d: '(?<d>3[01]|[12]\\d|0?[1-9]|\\s[1-9])',
  e: '(?<d>3[01]|[12]\\d|0?[1-9]|\\s[1-9])',
  H: '(?<H>2[0-3]|[01]?\\d)',
  I: '(?<I>1[0-2]|0?[1-9])',
  M: '(?<M>[0-5]?\\d)',
  S: '(?<S>6[01]|[0-5]?\\d)',
  f: '(?<f>\\d{1,6})',
  y: '(?<y>\\d{2})',
  j: '(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0?\\d?\\d)',
  p: '(?<p>am|pm)',
  b: `(?<b>${monthNames.join('|')})`,
  h: `(?<b>${monthNames.join('|')})`,
  B: `(?<B>${longMonths})`,
  a: '(?:mon|tue|wed|thu|fri|sat|sun)',
  A: `(?:${longDays})`,
  z: '(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?|z)',
  Z: '(?<Z>utc|gmt|z)?',
  s: '(?<s>-?\\d+)',
  F: '(?<Y>\\d{4})-(?<m>1[0-2]|0?[1-9])-(?<d>3[01]|[12]\\d|0?[1-9])',
  T: '(?<H>2[0-3]|[01]?\\d):(?<M>[0-5]?\\d):(?<S>6[01]|[0-5]?\\d)',
  '%': '%',
}

const patterns = new Map<string, RegExp | null>()

function patternOf(format: string): RegExp | null {
  const known = patterns.get(format)
  if (known !== undefined) return known
  let source = ''
  let ok = true
  for (let at = 0; at < format.length; at++) {
    const char = format[at] as string
    if (char === '%') {
      at++
      if (format[at] === '-') at++
      const directive = directives[format[at] ?? '']
      if (directive === undefined) ok = false
      source += directive ?? ''
    } else if (/\s/.test(char)) {
      if (!source.endsWith('\\s+')) source += '\\s+'
    } else source += char.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  }
  let pattern: RegExp | null = null
  try {
    pattern = ok ? new RegExp(`^${source}$`, 'i') : null
  } catch {
    // A directive used twice makes a group twice: no date can be read with that format.
  }
  patterns.set(format, pattern)
  return pattern
}

/** Whether a format holds only directives that dates can be read with. */
export const isReadableFormat = (format: string): boolean =>
  epochFormats.has(format) || patternOf(format.replaceAll('%_ms', '%f')) !== null

const epochFormats = new Set(['%s', '%ms', '%s_as_float', '%epoch_microseconds'])

/** Reads a time by a format of the strptime family (and `%s`, `%ms`, …). No zone in the text means UTC. Null: no fit. */
export function parseByFormat(value: string | number | bigint, format: string): Datetime | null {
  const text = String(value)
  if (epochFormats.has(format)) return parseEpoch(text, format)
  const found = patternOf(format.replaceAll('%_ms', '%f'))?.exec(text)
  if (!found) return null
  const groups = found.groups ?? {}
  if (groups['s'] !== undefined) return parseEpoch(groups['s'], '%s')
  const year =
    groups['Y'] !== undefined ? Number(groups['Y']) : groups['y'] !== undefined ? shortYear(Number(groups['y'])) : 1900
  let hour = Number(groups['H'] ?? 0)
  if (groups['I'] !== undefined) hour = (Number(groups['I']) % 12) + (groups['p']?.toLowerCase() === 'pm' ? 12 : 0)
  const name = (groups['b'] ?? groups['B'])?.slice(0, 3).toLowerCase()
  let month = name === undefined ? Number(groups['m'] ?? 1) : monthNames.indexOf(name) + 1
  let day = Number(groups['d'] ?? 1)
  if (groups['j'] !== undefined) {
    const date = new Date(Date.UTC(year, 0, Number(groups['j'])))
    month = date.getUTCMonth() + 1
    day = date.getUTCDate()
  }
  const second = Math.min(59, Number(groups['S'] ?? 0))
  const microsecond = Number((groups['f'] ?? '0').padEnd(6, '0'))
  const offset = groups['z'] === undefined ? 0 : parseOffset(groups['z'])
  return fromParts({ year, month, day, hour, minute: Number(groups['M'] ?? 0), second, microsecond }, offset)
}

const shortYear = (year: number): number => (year < 69 ? 2000 + year : 1900 + year)

function parseEpoch(text: string, format: string): Datetime | null {
  if (!/^\s*[+-]?\d+(\.\d+)?\s*$/.test(text)) return null
  if (format === '%ms') return new Datetime(Math.trunc(Number(text)), 0, 0)
  if (format === '%epoch_microseconds') {
    const us = BigInt(Math.trunc(Number(text)))
    const ms = us / 1000n
    return new Datetime(Number(ms), Number(us - ms * 1000n), 0)
  }
  if (format === '%s') return new Datetime(Math.trunc(Number(text)) * 1000, 0, 0)
  const us = Math.round(Number(text) * 1e6)
  const ms = Math.floor(us / 1000)
  return new Datetime(ms, us - ms * 1000, 0)
}

function parseOffset(text: string): number {
  if (/^z$/i.test(text)) return 0
  const digits = text.slice(1).replaceAll(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0)
  return text[0] === '-' ? -minutes : minutes
}

/** Reads ISO 8601 in the forms that APIs send (and RFC 2822 dates). `offsetMinutes` null: the text named no zone. */
export function parseIsoDatetime(text: string): Datetime | null {
  const found =
    /^\s*(\d{4})-?(\d\d)(?:-?(\d\d))?(?:[T\s](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?|UTC|GMT)?\s*$/i.exec(
      text,
    )
  if (found) {
    const [, year, month, day, hour, minute, second, fraction, zone] = found
    const offset = zone === undefined ? null : /^[a-z]+$/i.test(zone) ? 0 : parseOffset(zone)
    return fromParts(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day ?? 1),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
        microsecond: Number((fraction ?? '0').slice(0, 6).padEnd(6, '0')),
      },
      offset,
    )
  }
  if (!/[a-z]{3}/i.test(text) || !/\d{4}/.test(text)) return null
  const hasZone = /(?:GMT|UTC|Z|[+-]\d{4})\s*$/i.test(text)
  const ms = Date.parse(hasZone ? text : `${text} UTC`)
  return Number.isNaN(ms) ? null : new Datetime(ms, 0, hasZone ? 0 : null)
}
