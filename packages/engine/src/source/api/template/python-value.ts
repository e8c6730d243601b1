import { DateOnly, Datetime, Duration } from '../datetime/datetime.ts'
import { isoFormat } from '../datetime/format-datetime.ts'

/**
 * The values of a template. JSON values stand for themselves (a list is an array, a dict a plain object, None is null,
 * an int a number without a fraction or a bigint). What JSON has no word for has a class here.
 */
export type PyValue = unknown

/** A float whose value is a whole number: `2.0` prints with its point, which JavaScript's 2 would lose. */
export class PyFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A tuple prints and compares apart from a list. */
export class PyTuple {
  readonly items: readonly PyValue[]
  constructor(items: readonly PyValue[]) {
    this.items = items
  }
}

/** What looking up a missing attribute gives: prints as nothing, is false, and is an error to reach into. */
export class Undefined {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Something that a template can call. */
export class PyCallable {
  readonly name: string
  readonly call: (args: PyValue[], named: Record<string, PyValue>) => PyValue
  constructor(name: string, call: (args: PyValue[], named: Record<string, PyValue>) => PyValue) {
    this.name = name
    this.call = call
  }
}

/** What `namespace()` gives: attributes that an inner loop may set. */
export class Namespace {
  readonly values: Record<string, PyValue>
  constructor(values: Record<string, PyValue>) {
    this.values = values
  }
}

/** A template cannot be worked out. `undefinedName` is set when the reason is a value that is not there. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly undefinedName: string | undefined
  constructor(message: string, undefinedName?: string) {
    super(message)
    this.undefinedName = undefinedName
  }
}

export type PyDict = Record<string, PyValue>

export const isDict = (value: PyValue): value is PyDict =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)

export const isNumber = (value: PyValue): value is number | bigint | PyFloat | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat || typeof value === 'boolean'

export const isInt = (value: PyValue): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))

export const toNumber = (value: number | bigint | PyFloat | boolean): number =>
  value instanceof PyFloat ? value.value : Number(value)

/** A result of float arithmetic: whole ones stay floats. */
export const pyFloat = (value: number): number | PyFloat => (Number.isInteger(value) ? new PyFloat(value) : value)

/** A whole number, as number where that is exact and as bigint where it is not. */
export const pyInt = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType'
  if (value instanceof Undefined) return 'undefined'
  if (typeof value === 'boolean') return 'bool'
  if (isInt(value)) return 'int'
  if (typeof value === 'number' || value instanceof PyFloat) return 'float'
  if (typeof value === 'string') return 'str'
  if (Array.isArray(value)) return 'list'
  if (value instanceof PyTuple) return 'tuple'
  if (value instanceof Datetime) return 'datetime'
  if (value instanceof DateOnly) return 'date'
  if (value instanceof Duration) return 'timedelta'
  if (value instanceof PyCallable) return 'function'
  return 'dict'
}

export function isTruthy(value: PyValue): boolean {
  if (value === null || value === undefined || value instanceof Undefined) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'bigint') return value !== 0n
  if (typeof value === 'string') return value.length > 0
  if (value instanceof PyFloat) return value.value !== 0
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof PyTuple) return value.items.length > 0
  if (value instanceof Duration) return value.us !== 0 || value.months !== 0
  if (isDict(value)) return Object.keys(value).length > 0
  return true
}

/** `==` of Python: True equals 1, 1 equals 1.0, lists and dicts compare by what is in them. */
export function isEqual(a: PyValue, b: PyValue): boolean {
  if (a === b) return true
  if (isNumber(a) && isNumber(b)) {
    if (typeof a === 'bigint' || typeof b === 'bigint')
      return isInt(a) && isInt(b) ? BigInt(a) === BigInt(b) : toNumber(a) === toNumber(b)
    return toNumber(a) === toNumber(b)
  }
  if (a instanceof Undefined) return b instanceof Undefined
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b)
  if (a instanceof PyTuple) return b instanceof PyTuple && sameItems(a.items, b.items)
  if (a instanceof Datetime) return b instanceof Datetime && a.ms === b.ms && a.us === b.us
  if (a instanceof DateOnly) return b instanceof DateOnly && a.year === b.year && a.month === b.month && a.day === b.day
  if (a instanceof Duration) return b instanceof Duration && a.us === b.us && a.months === b.months
  if (isDict(a) && isDict(b)) {
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
    )
  }
  return false
}

const sameItems = (a: readonly PyValue[], b: readonly PyValue[]): boolean =>
  a.length === b.length && a.every((item, index) => isEqual(item, b[index]))

/** Negative, zero or positive; values of two kinds have no order, as in Python. */
export function compare(a: PyValue, b: PyValue, operator = '<'): number {
  if (isNumber(a) && isNumber(b)) {
    if (isInt(a) && isInt(b)) return a < b ? -1 : a > b ? 1 : 0
    return toNumber(a) - toNumber(b)
  }
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (a instanceof Datetime && b instanceof Datetime) {
    if ((a.offsetMinutes === null) !== (b.offsetMinutes === null))
      throw new TemplateError("can't compare a time without a zone with one that has a zone")
    return a.ms - b.ms || a.us - b.us
  }
  if (a instanceof DateOnly && b instanceof DateOnly) return a.year - b.year || a.month - b.month || a.day - b.day
  if (a instanceof Duration && b instanceof Duration) return a.months - b.months || a.us - b.us
  const [left, right] = [a instanceof PyTuple ? a.items : a, b instanceof PyTuple ? b.items : b]
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let i = 0; i < Math.min(left.length, right.length); i++)
      if (!isEqual(left[i], right[i])) return compare(left[i], right[i], operator)
    return left.length - right.length
  }
  refuseUndefined(a)
  refuseUndefined(b)
  throw new TemplateError(`'${operator}' not supported between ${typeName(a)} and ${typeName(b)}`)
}

/** By code point, as Python sorts. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
      const high = (code: number) => (code >= 0xd800 && code <= 0xdfff ? 0x10000 + code : code)
      return high(x) - high(y)
    }
  return a.length - b.length
}

export function refuseUndefined(value: PyValue): void {
  if (value instanceof Undefined) throw new TemplateError(`${value.name} is undefined`, value.name)
}

/** `str()` of Python. */
export function toText(value: PyValue): string {
  if (typeof value === 'string') return value
  if (value instanceof Undefined || value === undefined) return ''
  if (value instanceof Datetime || value instanceof DateOnly) return isoFormat(value, ' ')
  if (value instanceof Duration) return durationText(value)
  return repr(value)
}

/** `repr()` of Python. */
export function repr(value: PyValue): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (value instanceof PyFloat) {
    const text = floatText(value.value)
    return /^-?\d+$/.test(text) ? `${text}.0` : text
  }
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (value instanceof PyTuple)
    return value.items.length === 1 ? `(${repr(value.items[0])},)` : `(${value.items.map(repr).join(', ')})`
  if (value instanceof Undefined) return 'Undefined'
  if (value instanceof Datetime) return `datetime.datetime(${isoFormat(value)})`
  if (value instanceof DateOnly) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
  if (value instanceof Duration) return `datetime.timedelta(${durationText(value)})`
  if (value instanceof PyCallable) return `<function ${value.name}>`
  if (value instanceof Namespace) return '<Namespace>'
  return `{${Object.entries(value as PyDict)
    .map(([key, item]) => `${quote(key)}: ${repr(item)}`)
    .join(', ')}}`
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = mark
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (char === mark || char === '\\') out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\r') out += '\\r'
    else if (char === '\t') out += '\\t'
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad)
      out += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code === 0x2028 || code === 0x2029 || (code >= 0xd800 && code <= 0xdfff))
      out += `\\u${code.toString(16).padStart(4, '0')}`
    else out += char
  }
  return out + mark
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e16) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

function durationText(value: Duration): string {
  const days = Math.floor(value.us / 86_400_000_000)
  let rest = value.us - days * 86_400_000_000
  const us = rest % 1e6
  rest = (rest - us) / 1e6
  const pad = (n: number) => String(n).padStart(2, '0')
  const clock = `${Math.floor(rest / 3600)}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}${us === 0 ? '' : `.${String(us).padStart(6, '0')}`}`
  return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clock}`
}

/** The items of anything that Python can loop over. */
export function itemsOf(value: PyValue): readonly PyValue[] {
  if (Array.isArray(value)) return value
  if (value instanceof PyTuple) return value.items
  if (typeof value === 'string') return [...value]
  if (value instanceof Undefined) return []
  if (isDict(value)) return Object.keys(value)
  throw new TemplateError(`${typeName(value)} cannot be looped over`)
}

export function lengthOf(value: PyValue): number {
  if (typeof value === 'string') return [...value].length
  if (value === null || isNumber(value)) throw new TemplateError(`${typeName(value)} has no length`)
  return itemsOf(value).length
}

/** Sets a key of a dict so that `__proto__` is a key like any other. */
export function setKey(dict: PyDict, key: string, value: PyValue): void {
  if (key === '__proto__')
    Object.defineProperty(dict, key, { value, writable: true, enumerable: true, configurable: true })
  else dict[key] = value
}

/** What leaves the templates: plain JSON-like data. Floats become numbers, tuples lists, times text. */
export function toPlain(value: PyValue): unknown {
  if (value instanceof PyFloat) return value.value
  if (value instanceof PyTuple) return value.items.map(toPlain)
  if (value instanceof Datetime || value instanceof DateOnly || value instanceof Duration) return toText(value)
  if (Array.isArray(value)) return value.map(toPlain)
  if (value instanceof Undefined || value === undefined || value instanceof PyCallable) return null
  if (isDict(value)) {
    const out: PyDict = {}
    for (const [key, item] of Object.entries(value)) setKey(out, key, toPlain(item))
    return out
  }
  return value
}
