import { randomUUID } from 'node:crypto'
import {
  addDuration,
  DateOnly,
  Datetime,
  Duration,
  dateOf,
  fromDate,
  inUtc,
  parseDuration,
  toDatetime,
} from '../datetime/datetime.ts'
import { formatDatetime } from '../datetime/format-datetime.ts'
import { parseByFormat, parseIsoDatetime } from '../datetime/parse-datetime.ts'
import { filters } from './filters.ts'
import {
  compare,
  isDict,
  isNumber,
  isTruthy,
  itemsOf,
  lengthOf,
  Namespace,
  PyCallable,
  PyTuple,
  type PyValue,
  pyFloat,
  pyInt,
  refuseUndefined,
  setKey,
  TemplateError,
  toNumber,
  toText,
  typeName,
} from './python-value.ts'

/** What macros read from outside: the clock, so that a test or a replay can hold it still. */
export type MacroTools = { now(): Date }

type Macro = (args: PyValue[], named: Record<string, PyValue>, tools: MacroTools) => PyValue

const maxRange = 100_000

function extreme(sign: 1 | -1): Macro {
  return (args, named) => {
    const items = args.length === 1 ? itemsOf(args[0]) : args
    if (items.length === 0) {
      if (named['default'] !== undefined) return named['default']
      throw new TemplateError(`${sign > 0 ? 'max' : 'min'} of nothing`)
    }
    return items.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best))
  }
}

/** A text as a time in UTC; no zone in it means UTC. */
export function toUtc(value: PyValue): Datetime {
  refuseUndefined(value)
  if (value instanceof Datetime) return inUtc(value)
  if (value instanceof DateOnly) return inUtc(toDatetime(value))
  if (isNumber(value)) return new Datetime(Math.round(toNumber(value) * 1000), 0, 0)
  const parsed = parseIsoDatetime(toText(value))
  if (!parsed) throw new TemplateError('a text is no date and time that could be read')
  return inUtc(parsed)
}

/** Every function that a template may call without further ado. */
export const macros: Record<string, Macro> = {
  now_utc: (_args, _named, { now }) => fromDate(now()),
  today_utc: (_args, _named, { now }) => dateOf(fromDate(now())),
  today_with_timezone: ([zone], _named, { now }) => {
    try {
      const parts = new Intl.DateTimeFormat('en-CA', {
        timeZone: toText(zone),
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      }).format(now())
      const [year, month, day] = parts.split('-').map(Number) as [number, number, number]
      return new DateOnly(year, month, day)
    } catch {
      throw new TemplateError(`there is no time zone ${toText(zone)}`)
    }
  },
  timestamp: ([value]) => {
    if (isNumber(value)) return pyInt(BigInt(Math.trunc(toNumber(value))))
    const { ms, us } = toUtc(value)
    return pyFloat(ms / 1000 + us / 1e6)
  },
  str_to_datetime: ([value]) => toUtc(value),
  max: extreme(1),
  min: extreme(-1),
  day_delta: ([days, format], named, { now }) =>
    formatDatetime(
      addDuration(fromDate(now()), new Duration(Number(days ?? named['num_days']) * 86_400_000_000)),
      toText(format ?? named['format'] ?? '%Y-%m-%dT%H:%M:%S.%f%z'),
    ),
  duration: ([value]) => {
    refuseUndefined(value)
    const duration = parseDuration(toText(value))
    if (!duration) throw new TemplateError(`${JSON.stringify(toText(value))} is no ISO 8601 duration`)
    return duration
  },
  format_datetime: ([value, format, inputFormat], named) => {
    refuseUndefined(value)
    const reading = inputFormat ?? named['input_format']
    const writing = toText(format ?? named['format'])
    if (value instanceof Datetime || value instanceof DateOnly) return formatDatetime(value, writing)
    if (reading !== undefined && reading !== null) {
      const parsed = parseByFormat(toText(value), toText(reading))
      if (!parsed) throw new TemplateError(`a text does not fit the format ${toText(reading)}`)
      return formatDatetime(parsed, writing)
    }
    return formatDatetime(toUtc(value), writing)
  },
  sanitize_url: ([value]) => new URLSearchParams({ x: toText(value) }).toString().slice(2),
  camel_case_to_snake_case: ([value]) =>
    toText(value)
      .replace(/(?<!^)(?=[A-Z])/g, '_')
      .toLowerCase(),
  generate_uuid: () => randomUUID(),
  // Jinja's own
  range: (args) => {
    const [start, stop, step] =
      args.length === 1 ? [0, Number(args[0]), 1] : [Number(args[0]), Number(args[1]), Number(args[2] ?? 1)]
    if (!step || Math.abs((stop - start) / step) > maxRange) throw new TemplateError('the range is too long')
    const out: number[] = []
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i)
    return out
  },
  dict: ([value], named) => {
    const out: Record<string, PyValue> = {}
    if (isDict(value)) for (const [key, item] of Object.entries(value)) setKey(out, key, item)
    else if (value !== undefined)
      for (const pair of itemsOf(value)) setKey(out, toText(itemsOf(pair)[0]), itemsOf(pair)[1])
    for (const [key, item] of Object.entries(named)) setKey(out, key, item)
    return out
  },
  namespace: ([value], named) => new Namespace({ ...(isDict(value) ? value : {}), ...named }),
  // What Airbyte's templates reach as Python built-ins
  __group: (args) => (args.length > 1 ? new PyTuple(args) : args[0]),
  __tuple: (args) => new PyTuple(args),
  len: ([value]) => lengthOf(value),
  str: ([value]) => toText(value),
  int: ([value]) => {
    if (typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value))
      throw new TemplateError('a text is no whole number')
    if (!isNumber(value) && typeof value !== 'string') throw new TemplateError(`${typeName(value)} is no number`)
    return filters['int']?.(value, [], {}, undefined as never)
  },
  float: ([value]) => filters['float']?.(value, [], {}, undefined as never),
  bool: ([value]) => isTruthy(value),
  abs: ([value]) => filters['abs']?.(value, [], {}, undefined as never),
  list: ([value]) => [...itemsOf(value)],
  any: ([value]) => itemsOf(value).some(isTruthy),
  all: ([value]) => itemsOf(value).every(isTruthy),
}

/** Names that only the rewriting of tokens uses; no template can write them by itself to an end. */
export const macroNames: ReadonlySet<string> = new Set(Object.keys(macros))

export const macroCallable = (name: string, tools: MacroTools): PyCallable =>
  new PyCallable(name, (args, named) => (macros[name] as Macro)(args, named, tools))
