import { DateOnly, Datetime, Duration, partsOf } from '../datetime/datetime.ts'
import { dictMethods, listMethods } from './collection-methods.ts'
import type { Method } from './method.ts'
import { isDict, Namespace, PyCallable, PyTuple, type PyValue } from './python-value.ts'
import { stringMethods } from './string-methods.ts'
import { dateMethods, datetimeMethods, durationMethods } from './time-methods.ts'

/** A method bound to its value, or undefined when that kind of value has none of that name. */
export function methodOf(value: PyValue, name: string): PyCallable | undefined {
  const bind = <T>(table: Record<string, Method<T>>, self: T) =>
    Object.hasOwn(table, name)
      ? new PyCallable(name, (args, named) => (table[name] as Method<T>)(self, args, named))
      : undefined
  if (typeof value === 'string') return bind(stringMethods, value)
  if (Array.isArray(value)) return bind(listMethods, value)
  if (value instanceof Datetime) return bind(datetimeMethods, value)
  if (value instanceof DateOnly) return bind(dateMethods, value)
  if (value instanceof Duration) return bind(durationMethods, value)
  if (value instanceof PyTuple && (name === 'index' || name === 'count')) return bind(listMethods, [...value.items])
  if (isDict(value)) return bind(dictMethods, value)
  return undefined
}

/** A plain attribute such as `.year`, or undefined. */
export function attributeOf(value: PyValue, name: string): PyValue {
  if (value instanceof Datetime || value instanceof DateOnly) {
    const parts = partsOf(value) as unknown as Record<string, number>
    const names =
      value instanceof Datetime
        ? ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond']
        : ['year', 'month', 'day']
    return names.includes(name) ? parts[name] : undefined
  }
  if (value instanceof Duration) {
    const days = Math.floor(value.us / 86_400_000_000)
    if (name === 'days') return days
    if (name === 'seconds') return Math.floor((value.us - days * 86_400_000_000) / 1e6)
    if (name === 'microseconds') return value.us - Math.floor(value.us / 1e6) * 1e6
  }
  if (value instanceof Namespace) return Object.hasOwn(value.values, name) ? value.values[name] : undefined
  return undefined
}
