import { DateOnly, type Datetime, partsOf, toDatetime } from './datetime.ts'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/**
 * Prints a time in a format of the strftime family. Beside the directives of Python: `%s` seconds, `%ms` milliseconds,
 * `%_ms` three digits of milliseconds, `%s_as_float`, `%epoch_microseconds`. Literals pass through.
 */
export function formatDatetime(value: Datetime | DateOnly, format: string): string {
  const datetime = value instanceof DateOnly ? toDatetime(value) : value
  const epochSeconds = Math.floor(datetime.ms / 1000)
  if (format === '%ms') return String(datetime.ms)
  if (format === '%s_as_float') return pythonFloat(datetime.ms / 1000 + datetime.us / 1e6)
  if (format === '%epoch_microseconds') return String(BigInt(datetime.ms) * 1000n + BigInt(datetime.us))
  const parts = partsOf(datetime)
  const milliseconds = pad(Math.floor(parts.microsecond / 1000), 3)
  return format.replaceAll('%_ms', milliseconds).replace(/%(-|:)?([a-zA-Z%])/g, (whole, flag, directive) => {
    if (directive === 'z') return zone(datetime.offsetMinutes, flag === ':')
    const text = directiveText(directive, parts, datetime, epochSeconds)
    if (text === undefined) return whole
    return flag === '-' ? text.replace(/^0+(?=\d)/, '') : text
  })
}

function directiveText(directive: string, parts: ReturnType<typeof partsOf>, datetime: Datetime, epochSeconds: number) {
  const hour12 = parts.hour % 12 === 0 ? 12 : parts.hour % 12
  switch (directive) {
    case 'Y':
      return pad(parts.year, 4)
    case 'm':
      return pad(parts.month)
    case 'd':
      return pad(parts.day)
    case 'H':
      return pad(parts.hour)
    case 'M':
      return pad(parts.minute)
    case 'S':
      return pad(parts.second)
    case 'f':
      return pad(parts.microsecond, 6)
    case 'y':
      return pad(parts.year % 100)
    case 'I':
      return pad(hour12)
    case 'p':
      return parts.hour < 12 ? 'AM' : 'PM'
    case 'j':
      return pad(parts.yearDay, 3)
    case 'a':
      return (weekdays[parts.weekday] as string).slice(0, 3)
    case 'A':
      return weekdays[parts.weekday] as string
    case 'b':
    case 'h':
      return (months[parts.month - 1] as string).slice(0, 3)
    case 'B':
      return months[parts.month - 1] as string
    case 'e':
      return String(parts.day).padStart(2, ' ')
    case 's':
      return String(epochSeconds)
    case 'F':
      return `${pad(parts.year, 4)}-${pad(parts.month)}-${pad(parts.day)}`
    case 'T':
    case 'X':
      return `${pad(parts.hour)}:${pad(parts.minute)}:${pad(parts.second)}`
    case 'D':
    case 'x':
      return `${pad(parts.month)}/${pad(parts.day)}/${pad(parts.year % 100)}`
    case 'w':
      return String((parts.weekday + 1) % 7)
    case 'u':
      return String(parts.weekday + 1)
    case 'U':
      return pad(Math.floor((parts.yearDay + 6 - ((parts.weekday + 1) % 7)) / 7))
    case 'W':
      return pad(Math.floor((parts.yearDay + 6 - parts.weekday) / 7))
    case 'G':
      return pad(isoWeek(parts).year, 4)
    case 'V':
      return pad(isoWeek(parts).week)
    case 'Z':
      return datetime.offsetMinutes === null
        ? ''
        : datetime.offsetMinutes === 0
          ? 'UTC'
          : `UTC${zone(datetime.offsetMinutes, true)}`
    case 'n':
      return '\n'
    case 't':
      return '\t'
    case '%':
      return '%'
    default:
      return undefined
  }
}

function isoWeek(parts: { year: number; yearDay: number; weekday: number }): { year: number; week: number } {
  const week = Math.floor((parts.yearDay - 1 - parts.weekday + 10) / 7)
  if (week < 1) return { year: parts.year - 1, week: isoWeeksIn(parts.year - 1) }
  if (week > isoWeeksIn(parts.year)) return { year: parts.year + 1, week: 1 }
  return { year: parts.year, week }
}

function isoWeeksIn(year: number): number {
  const jan1 = (y: number) => (new Date(Date.UTC(y, 0, 1)).getUTCDay() + 6) % 7
  return jan1(year) === 3 || jan1(year + 1) === 4 ? 53 : 52
}

function zone(offsetMinutes: number | null, colon: boolean): string {
  if (offsetMinutes === null) return ''
  const size = Math.abs(offsetMinutes)
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${colon ? ':' : ''}${pad(size % 60)}`
}

/** `2024-01-02T03:04:05.000006+00:00`, as Python prints it: no fraction when it is zero, no zone when there is none. */
export function isoFormat(value: Datetime | DateOnly, separator = 'T'): string {
  if (value instanceof DateOnly) return formatDatetime(value, '%Y-%m-%d')
  const fraction = partsOf(value).microsecond === 0 ? '' : '.%f'
  return formatDatetime(value, `%Y-%m-%d${separator}%H:%M:%S${fraction}%:z`)
}

const pythonFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value))
