import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDuration, between, Datetime, parseDuration } from './datetime.ts'
import { formatDatetime, isoFormat } from './format-datetime.ts'
import { parseByFormat, parseIsoDatetime } from './parse-datetime.ts'

const at = (text: string) => parseIsoDatetime(text) as Datetime

describe('times', () => {
  test.each([
    ['2024-02-29T01:02:03.000456Z', '%Y-%m-%dT%H:%M:%S.%fZ', '2024-02-29T01:02:03.000456Z'],
    ['2024-02-29T01:02:03Z', '%s', '1709168523'],
    ['2024-02-29T01:02:03.789Z', '%ms', '1709168523789'],
    ['2024-02-29T01:02:03.789Z', '%Y-%m-%dT%H:%M:%S.%_msZ', '2024-02-29T01:02:03.789Z'],
    ['2024-02-29T01:02:03.5Z', '%s_as_float', '1709168523.5'],
    ['2024-02-29T01:02:03.000007Z', '%epoch_microseconds', '1709168523000007'],
    ['2024-02-29T01:02:03Z', '%Y-%m-%dT%H:%M:%S%z', '2024-02-29T01:02:03+0000'],
    ['2024-02-29T01:02:03+02:00', '%Y-%m-%dT%H:%M:%S%:z', '2024-02-29T01:02:03+02:00'],
    ['2024-02-29', 'created:gte:%Y-%m-%d', 'created:gte:2024-02-29'],
    ['2024-12-30', '%G-W%V %a %b %-d %j', '2025-W01 Mon Dec 30 365'],
    ['2024-02-29T13:02:03Z', '%m/%d/%y %I:%M %p', '02/29/24 01:02 PM'],
  ])('%s prints by %s', (text, format, printed) => expect(formatDatetime(at(text), format)).toBe(printed))

  test.each([
    ['2024-02-29T01:02:03+0200', '%Y-%m-%dT%H:%M:%S%z', '2024-02-29T01:02:03+02:00'],
    ['2024-02-29T01:02:03+02:00', '%Y-%m-%dT%H:%M:%S%z', '2024-02-29T01:02:03+02:00'],
    ['2024-02-29T01:02:03Z', '%Y-%m-%dT%H:%M:%S%z', '2024-02-29T01:02:03+00:00'],
    ['2024-02-29T01:02:03.12Z', '%Y-%m-%dT%H:%M:%S.%fZ', '2024-02-29T01:02:03.120000+00:00'],
    ['1709168523', '%s', '2024-02-29T01:02:03+00:00'],
    ['1709168523789', '%ms', '2024-02-29T01:02:03.789000+00:00'],
    ['created:gte:2024-02-29', 'created:gte:%Y-%m-%d', '2024-02-29T00:00:00+00:00'],
    ['29-Feb-2024 1:02 PM', '%d-%b-%Y %I:%M %p', '2024-02-29T13:02:00+00:00'],
  ])('%s is read by %s', (text, format, iso) => expect(isoFormat(parseByFormat(text, format) as Datetime)).toBe(iso))

  test('what does not fit is null', () => {
    expect(parseByFormat('2024-02-30', '%Y-%m-%d')).toBeNull()
    expect(parseByFormat('2024-02-29x', '%Y-%m-%d')).toBeNull()
    expect(parseByFormat('29/02/2024', '%Y-%m-%d')).toBeNull()
    expect(parseIsoDatetime('soon')).toBeNull()
  })

  test('every microsecond survives printing and reading', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3e11, max: 4e12 }), fc.integer({ min: 0, max: 999 }), (ms, us) => {
        for (const format of ['%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%d %H:%M:%S.%f%z', '%epoch_microseconds']) {
          const value = new Datetime(ms, format === '%epoch_microseconds' ? 0 : us)
          const back = parseByFormat(formatDatetime(value, format), format) as Datetime
          expect([back.ms, back.us]).toEqual([value.ms, value.us])
        }
      }),
    )
  })
})

describe('durations', () => {
  test.each([
    ['P1M', '2024-01-31', '2024-02-29T00:00:00'],
    ['P1Y', '2024-02-29', '2025-02-28T00:00:00'],
    ['P30D', '2024-02-01', '2024-03-02T00:00:00'],
    ['PT0.000001S', '2024-02-01', '2024-02-01T00:00:00.000001'],
    ['P1DT2H3M4.5S', '2024-02-01', '2024-02-02T02:03:04.500000'],
    ['P2W', '2024-02-01', '2024-02-15T00:00:00'],
  ])('%s after %s is %s', (text, start, end) => {
    const duration = parseDuration(text)
    expect(duration && isoFormat(addDuration(at(start), duration))).toBe(end)
  })
  test('a duration that is none is null', () => {
    for (const text of ['P', 'PT', '1 day', '', 'P1X']) expect(parseDuration(text)).toBeNull()
  })
  test('adding and taking away an exact part meet again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 0, max: 1e12 }), (ms, us) => {
        const start = new Datetime(ms, 0)
        const end = addDuration(start, { months: 0, us })
        expect(between(end, start).us).toBe(us)
        expect(addDuration(end, { months: 0, us }, -1)).toEqual(start)
      }),
    )
  })
})
