import { EngineError } from '../../../errors.ts'
import type { SourceRecord } from '../../source.ts'
import {
  addDuration,
  compareDatetimes,
  Datetime,
  Duration,
  fromDate,
  inUtc,
  parseDuration,
} from '../datetime/datetime.ts'
import { formatDatetime } from '../datetime/format-datetime.ts'
import { parseByFormat, parseIsoDatetime } from '../datetime/parse-datetime.ts'
import { type Component, child, flag, list, raw, text } from '../manifest/component.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { injectOption } from '../request/request-option.ts'
import { evaluateText, type Runtime } from '../runtime.ts'

/** A stretch of time that is read with requests of its own; both ends are in it. */
export type Window = { start: Datetime; end: Datetime; fields: Record<string, unknown> }

/** How a stream is read by time. Everything is calculated; the clock is the one of the runtime that is handed in. */
export type DatetimeCursor = {
  field: string
  /** Records are filtered here, because the source does not. */
  filtersHere: boolean
  /** Newest first, read until a known one comes. */
  isFeed: boolean
  /** One cursor for all partitions. */
  isGlobal: boolean
  /** The windows to read, from the cursor value of an earlier read (or null) to now. */
  windows(value: unknown, lookbackSeconds?: number): Window[]
  inject(request: ApiRequest, window: Window): void
  /** The cursor value of a record, or null when it has none that can be read. */
  valueOf(record: SourceRecord): Datetime | null
  /** As it is kept in the state. */
  print(value: Datetime): string
  parse(value: unknown): Datetime | null
}

const maxWindows = 100_000

export function openDatetimeCursor(runtime: Runtime, component: Component): DatetimeCursor {
  const field = evaluateText(runtime, component, raw(component, 'cursor_field')) ?? ''
  const format = text(component, 'datetime_format') ?? '%Y-%m-%dT%H:%M:%S%z'
  const formats = [...list(component, 'cursor_datetime_formats').map(String), format]
  const step = duration(runtime, component, 'step')
  const granularity = duration(runtime, component, 'cursor_granularity') ?? new Duration(0)
  const lookback = duration(runtime, component, 'lookback_window') ?? new Duration(0)
  const startField = evaluateText(runtime, component, raw(component, 'partition_field_start')) || 'start_time'
  const endField = evaluateText(runtime, component, raw(component, 'partition_field_end')) || 'end_time'
  const startOption = child(component, 'start_time_option')
  const endOption = child(component, 'end_time_option')
  if (step && step.us <= 0 && step.months <= 0)
    throw new EngineError('manifest_invalid', `${component.path}.step is no positive duration.`)

  const parse = (value: unknown): Datetime | null => {
    if (value === null || value === undefined || typeof value === 'object' || typeof value === 'boolean') return null
    for (const one of formats) {
      const parsed = parseByFormat(value as string, one)
      if (parsed) return inUtc(parsed)
    }
    const iso = parseIsoDatetime(String(value))
    return iso ? inUtc(iso) : null
  }

  /** A configured boundary; a text that is no date is a mistake of the connection, not something to guess at. */
  const boundary = (name: 'start_datetime' | 'end_datetime'): Datetime | null => {
    const bound = child(component, name)
    if (!bound) return null
    const own = text(bound, 'datetime_format')
    const read = (part: string): Datetime | null => {
      const value = evaluateText(runtime, bound, raw(bound, part))
      if (value === null || value === '') return null
      const parsed = (own ? parseByFormat(value, own) : null) ?? parse(value)
      if (!parsed)
        throw new EngineError(
          'connection_config_invalid',
          `A date of the connection cannot be read (${bound.path}.${part}); write it as ${own ?? format}.`,
        )
      return inUtc(parsed)
    }
    let value = read('datetime')
    const [least, most] = [read('min_datetime'), read('max_datetime')]
    if (value && least && compareDatetimes(value, least) < 0) value = least
    if (value && most && compareDatetimes(value, most) > 0) value = most
    return value
  }

  return {
    field,
    filtersHere: flag(component, 'is_client_side_incremental') || flag(component, 'is_data_feed'),
    isFeed: flag(component, 'is_data_feed'),
    isGlobal: flag(component, 'global_substream_cursor'),
    parse,
    valueOf: (record) => parse(record[field]),
    print: (value) => formatDatetime(value, format),
    windows(value, lookbackSeconds = 0) {
      const now = fromDate(runtime.now())
      const latest = boundary('end_datetime')
      const end = latest && compareDatetimes(latest, now) < 0 ? latest : now
      const earliest = boundary('start_datetime') ?? new Datetime(0)
      let start = compareDatetimes(earliest, end) < 0 ? earliest : end
      const known = parse(value)
      if (known) {
        const from = addDuration(addDuration(known, lookback, -1), new Duration(lookbackSeconds * 1e6), -1)
        if (compareDatetimes(from, start) > 0) start = from
      }
      const windows: Window[] = []
      const strict = flag(component, 'is_compare_strictly')
      while (strict ? compareDatetimes(start, end) < 0 : compareDatetimes(start, end) <= 0) {
        const next = step ? addDuration(start, step) : null
        const last = next ? addDuration(next, granularity, -1) : end
        const stop = compareDatetimes(last, end) < 0 ? last : end
        windows.push({
          start,
          end: stop,
          fields: { [startField]: formatDatetime(start, format), [endField]: formatDatetime(stop, format) },
        })
        if (!next) break
        if (windows.length > maxWindows)
          throw new EngineError(
            'connection_config_invalid',
            `The time from the start date to now falls into more than ${maxWindows} steps; choose a later start date.`,
          )
        start = next
      }
      return windows
    },
    inject(request, window) {
      if (startOption) injectOption(runtime, startOption, window.fields[startField], request)
      if (endOption) injectOption(runtime, endOption, window.fields[endField], request)
    },
  }
}

function duration(runtime: Runtime, component: Component, field: string): Duration | null {
  const value = evaluateText(runtime, component, raw(component, field))
  if (value === null || value === '') return null
  const parsed = parseDuration(value)
  if (!parsed) throw new EngineError('manifest_invalid', `${component.path}.${field} is no ISO 8601 duration.`)
  return parsed
}
