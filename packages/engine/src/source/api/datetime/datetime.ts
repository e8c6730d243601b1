/**
 * A point in time with microseconds, as manifests know it. `ms` and `us` count from 1970 in UTC; `us` is 0..999 on top
 * of `ms`. `offsetMinutes` is the zone it prints in; null means that the text named no zone (a naive time), in which
 * case `ms` is the wall clock read as UTC.
 */
export class Datetime {
  readonly ms: number
  readonly us: number
  readonly offsetMinutes: number | null
  constructor(ms: number, us = 0, offsetMinutes: number | null = 0) {
    this.ms = ms
    this.us = us
    this.offsetMinutes = offsetMinutes
  }
}

/** A calendar day without a time. */
export class DateOnly {
  readonly year: number
  readonly month: number
  readonly day: number
  constructor(year: number, month: number, day: number) {
    this.year = year
    this.month = month
    this.day = day
  }
}

/** A span: calendar months (of unequal length) and an exact part in microseconds. */
export class Duration {
  readonly months: number
  readonly us: number
  constructor(us: number, months = 0) {
    this.us = us
    this.months = months
  }
}

export type Parts = {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  microsecond: number
  /** Monday is 0, as in Python. */
  weekday: number
  /** 1..366 */
  yearDay: number
}

const dayMs = 86_400_000

/** What the clock and the calendar show, in the zone of the value. */
export function partsOf(value: Datetime | DateOnly): Parts {
  const datetime = value instanceof Datetime ? value : toDatetime(value)
  const date = new Date(datetime.ms + (datetime.offsetMinutes ?? 0) * 60_000)
  const year = date.getUTCFullYear()
  const startOfYear = utcMs(year, 1, 1)
  const startOfDay = utcMs(year, date.getUTCMonth() + 1, date.getUTCDate())
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000 + datetime.us,
    weekday: (date.getUTCDay() + 6) % 7,
    yearDay: Math.round((startOfDay - startOfYear) / dayMs) + 1,
  }
}

/** Milliseconds of a UTC date; unlike Date.UTC, years below 100 mean themselves. */
export function utcMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, ms)
  return date.getTime()
}

/** A datetime from its parts, or null when there is no such day or hour. */
export function fromParts(
  parts: {
    year: number
    month: number
    day: number
    hour?: number
    minute?: number
    second?: number
    microsecond?: number
  },
  offsetMinutes: number | null,
): Datetime | null {
  const { year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0 } = parts
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const ms = utcMs(year, month, day, hour, minute, second, Math.floor(microsecond / 1000))
  return new Datetime(ms - (offsetMinutes ?? 0) * 60_000, microsecond % 1000, offsetMinutes)
}

export const daysInMonth = (year: number, month: number): number =>
  new Date(utcMs(year, month + 1, 1) - dayMs).getUTCDate()

export const toDatetime = (date: DateOnly): Datetime => new Datetime(utcMs(date.year, date.month, date.day), 0, null)

export const fromDate = (date: Date): Datetime => new Datetime(date.getTime(), 0, 0)

export function dateOf(datetime: Datetime): DateOnly {
  const { year, month, day } = partsOf(datetime)
  return new DateOnly(year, month, day)
}

/** The same instant, shown in UTC; a naive time is taken as UTC. */
export const inUtc = (value: Datetime): Datetime => new Datetime(value.ms, value.us, 0)

/** Negative, zero or positive, as in sorting. */
export const compareDatetimes = (a: Datetime, b: Datetime): number => a.ms - b.ms || a.us - b.us

/** Adds months first (the day is kept or moved to the end of a shorter month), then the exact part. */
export function addDuration(value: Datetime, duration: Duration, sign: 1 | -1 = 1): Datetime {
  let { ms } = value
  if (duration.months !== 0) {
    const parts = partsOf(value)
    const index = parts.year * 12 + (parts.month - 1) + sign * duration.months
    const year = Math.floor(index / 12)
    const month = (index % 12) + 1
    const day = Math.min(parts.day, daysInMonth(year, month))
    const shift = utcMs(year, month, day) - utcMs(parts.year, parts.month, parts.day)
    ms += shift
  }
  const us = value.us + sign * duration.us
  const carry = Math.floor(us / 1000)
  return new Datetime(ms + carry, us - carry * 1000, value.offsetMinutes)
}

/** The exact span between two times. */
export const between = (later: Datetime, earlier: Datetime): Duration =>
  new Duration((later.ms - earlier.ms) * 1000 + (later.us - earlier.us))

/** Reads an ISO 8601 duration (`P1D`, `P1Y2M`, `PT0.000001S`, `P2W`), or null. */
export function parseDuration(text: string): Duration | null {
  const found =
    /^([+-])?P(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/.exec(
      text.trim(),
    )
  if (!found || !/\d/.test(text)) return null
  const [years, months, weeks, days, hours, minutes, seconds] = found
    .slice(2)
    .map((part) => Number((part ?? '0').replace(',', '.'))) as [number, number, number, number, number, number, number]
  const sign = found[1] === '-' ? -1 : 1
  const us = ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e6
  return new Duration(sign * Math.round(us), sign * (years * 12 + months))
}
