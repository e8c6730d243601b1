import type { NumberFormat } from './number-format.ts'

const dayMs = 86_400_000

/**
 * The text of a number cell as its author sees it, in one form for every locale: days as `2024-01-31`, times as
 * `08:30:00`, numbers with all their digits and a decimal point. `hidesTime` tells that a day has a time that its format
 * does not show. `mask` writes what only fixed places can say.
 */
export function formatNumber(
  value: number,
  format: NumberFormat,
  { date1904, mask }: { date1904: boolean; mask: (code: string, value: number) => string },
): { text: string; hidesTime: boolean } {
  const shown = (text: string) => ({ text, hidesTime: false })
  switch (format.kind) {
    case 'general':
    case 'text':
      return shown(plainNumber(value))
    case 'percent':
      return shown(`${plainNumber(Number((value * 100).toPrecision(15)))}%`)
    case 'currency':
      return shown(
        `${value < 0 ? '-' : ''}${format.symbol}${/\p{L}$/u.test(format.symbol) ? ' ' : ''}${plainNumber(Math.abs(value))}`,
      )
    case 'mask':
      return shown(mask(format.code, value))
    case 'duration':
      return shown(clock(Math.round(value * 86_400)))
    default: {
      // A negative day is none; Excel shows fences for it, and so would nobody know what stood there.
      const limit = date1904 ? 2_957_004 : 2_958_466
      if (value < 0 || value >= limit) return shown(plainNumber(value))
      const ms = Math.round(value * dayMs)
      const days = Math.floor(ms / dayMs)
      const seconds = Math.round((ms - days * dayMs) / 1000)
      if (format.kind === 'time') return shown(clock(seconds % 86_400))
      const day = dayOf(seconds === 86_400 ? days + 1 : days, date1904)
      if (format.kind === 'date') return { text: day, hidesTime: seconds % 86_400 !== 0 }
      return shown(`${day} ${clock(seconds % 86_400)}`)
    }
  }
}

const two = (value: number) => String(value).padStart(2, '0')

/** Seconds as hours, minutes and seconds; hours go on past 24. */
function clock(seconds: number): string {
  const size = Math.abs(seconds)
  return `${seconds < 0 ? '-' : ''}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}:${two(size % 60)}`
}

/** The day of a serial number. Excel's first century has a 29 February 1900 that never was. */
function dayOf(serial: number, date1904: boolean): string {
  if (!date1904 && serial === 60) return '1900-02-29'
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  return new Date(epoch + serial * dayMs).toISOString().slice(0, 10)
}

/** All fifteen digits that a cell holds, without an exponent where people would not write one. */
export function plainNumber(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(15))
  const text = String(rounded)
  if (!text.includes('e')) return text
  const size = Math.abs(rounded)
  if (size < 1e21 && size > 1e-15) return rounded.toFixed(20).replace(/\.?0+$/, '')
  return text.toUpperCase().replace('E+', 'E+')
}
