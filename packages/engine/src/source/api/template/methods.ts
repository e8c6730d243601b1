import { DateOnly, Datetime, Duration, dateOf, fromParts, inUtc, partsOf } from '../datetime/datetime.ts'
import { formatDatetime, isoFormat } from '../datetime/format-datetime.ts'
import {
  compare,
  isDict,
  isEqual,
  isTruthy,
  itemsOf,
  Namespace,
  PyCallable,
  type PyDict,
  PyFloat,
  PyTuple,
  type PyValue,
  pyFloat,
  refuseUndefined,
  repr,
  setKey,
  TemplateError,
  toText,
  typeName,
} from './python-value.ts'

type Method<T> = (self: T, args: PyValue[], named: Record<string, PyValue>) => PyValue

const text = (value: PyValue): string => {
  refuseUndefined(value)
  if (typeof value !== 'string') throw new TemplateError(`expected text, got ${typeName(value)}`)
  return value
}
const optionalText = (value: PyValue): string | null => (value === undefined || value === null ? null : text(value))
const whole = (value: PyValue, fallback: number): number =>
  value === undefined || value === null ? fallback : Number(value)

const escapeRegex = (value: string) => value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const stripSet = (chars: string | null) => (chars === null ? '\\s' : `[${[...chars].map(escapeRegex).join('')}]`)
const limits = (self: string, args: PyValue[]) =>
  self.slice(whole(args[1], 0), args[2] === undefined ? undefined : whole(args[2], 0))
const starts = (args: PyValue[], found: (part: string) => boolean) =>
  (args[0] instanceof PyTuple ? args[0].items : [args[0]]).some((part) => found(text(part)))

const stringMethods: Record<string, Method<string>> = {
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase(),
  upper: (self) => self.toUpperCase(),
  title: (self) => titleCase(self),
  capitalize: (self) => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase(),
  swapcase: (self) => [...self].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(''),
  strip: (self, [chars]) =>
    self.replace(new RegExp(`^${stripSet(optionalText(chars))}+|${stripSet(optionalText(chars))}+$`, 'gu'), ''),
  lstrip: (self, [chars]) => self.replace(new RegExp(`^${stripSet(optionalText(chars))}+`, 'u'), ''),
  rstrip: (self, [chars]) => self.replace(new RegExp(`${stripSet(optionalText(chars))}+$`, 'u'), ''),
  split: (self, args, named) => split(self, args[0] ?? named['sep'], whole(args[1] ?? named['maxsplit'], -1)),
  rsplit: (self, args, named) => splitFromRight(self, args[0] ?? named['sep'], whole(args[1] ?? named['maxsplit'], -1)),
  splitlines: (self) =>
    self.replace(/\r\n|\r|\n$/g, (end, at) => (at + end.length === self.length ? '' : end)).split(/\r\n|\r|\n/),
  join: (self, [items]) => itemsOf(items).map(text).join(self),
  replace: (self, args) => replace(self, text(args[0]), text(args[1]), whole(args[2], -1)),
  startswith: (self, args) => starts(args, (part) => limits(self, args).startsWith(part)),
  endswith: (self, args) => starts(args, (part) => limits(self, args).endsWith(part)),
  find: (self, args) => self.indexOf(text(args[0]), whole(args[1], 0)),
  rfind: (self, args) => self.lastIndexOf(text(args[0])),
  index: (self, args) => found(self.indexOf(text(args[0]), whole(args[1], 0)), 'substring not found'),
  rindex: (self, args) => found(self.lastIndexOf(text(args[0])), 'substring not found'),
  count: (self, [part]) => self.split(text(part)).length - 1,
  format: (self, args, named) => formatText(self, args, named),
  zfill: (self, [width]) =>
    /^[+-]/.test(self)
      ? self[0] + self.slice(1).padStart(whole(width, 0) - 1, '0')
      : self.padStart(padWidth(width), '0'),
  ljust: (self, [width, fill]) => self.padEnd(padWidth(width), optionalText(fill) ?? ' '),
  rjust: (self, [width, fill]) => self.padStart(padWidth(width), optionalText(fill) ?? ' '),
  center: (self, [width, fill]) => {
    const space = Math.max(0, padWidth(width) - self.length)
    const left = Math.floor(space / 2) + (space & padWidth(width) & 1)
    return (optionalText(fill) ?? ' ').repeat(left) + self + (optionalText(fill) ?? ' ').repeat(space - left)
  },
  partition: (self, [sep]) => {
    const at = self.indexOf(text(sep))
    return new PyTuple(at < 0 ? [self, '', ''] : [self.slice(0, at), sep, self.slice(at + text(sep).length)])
  },
  rpartition: (self, [sep]) => {
    const at = self.lastIndexOf(text(sep))
    return new PyTuple(at < 0 ? ['', '', self] : [self.slice(0, at), sep, self.slice(at + text(sep).length)])
  },
  removeprefix: (self, [part]) => (self.startsWith(text(part)) ? self.slice(text(part).length) : self),
  removesuffix: (self, [part]) =>
    text(part) !== '' && self.endsWith(text(part)) ? self.slice(0, -text(part).length) : self,
  isdigit: (self) => /^\p{Nd}+$/u.test(self),
  isdecimal: (self) => /^\p{Nd}+$/u.test(self),
  isnumeric: (self) => /^\p{N}+$/u.test(self),
  isalpha: (self) => /^\p{L}+$/u.test(self),
  isalnum: (self) => /^[\p{L}\p{N}]+$/u.test(self),
  isspace: (self) => /^\s+$/.test(self),
  islower: (self) => self === self.toLowerCase() && self !== self.toUpperCase(),
  isupper: (self) => self === self.toUpperCase() && self !== self.toLowerCase(),
  encode: (self) => self,
  decode: (self) => self,
}

const found = (at: number, message: string): number => {
  if (at < 0) throw new TemplateError(message)
  return at
}

const padWidth = (width: PyValue): number => {
  const value = whole(width, 0)
  if (value > 10_000) throw new TemplateError('the width is too large')
  return value
}

export const titleCase = (value: string): string =>
  value.replace(/\p{L}+/gu, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())

function split(self: string, separator: PyValue, max: number): string[] {
  const sep = optionalText(separator)
  if (sep === '') throw new TemplateError('empty separator')
  if (sep === null) {
    const words = self.split(/\s+/).filter((word) => word !== '')
    if (max < 0 || words.length <= max + 1) return words
    const head = words.slice(0, max)
    let rest = self.trimStart()
    for (const word of head) rest = rest.slice(word.length).trimStart()
    return [...head, rest]
  }
  const parts = self.split(sep)
  return max < 0 || parts.length <= max + 1 ? parts : [...parts.slice(0, max), parts.slice(max).join(sep)]
}

function splitFromRight(self: string, separator: PyValue, max: number): string[] {
  const sep = optionalText(separator)
  if (sep === '') throw new TemplateError('empty separator')
  const parts = sep === null ? split(self, null, -1) : self.split(sep)
  if (max < 0 || parts.length <= max + 1) return parts
  const keep = parts.length - max
  return [parts.slice(0, keep).join(sep ?? ' '), ...parts.slice(keep)]
}

function replace(self: string, from: string, to: string, max: number): string {
  if (max < 0) return checkedLength(self.split(from).join(to))
  let out = ''
  let rest = self
  for (let i = 0; i < max; i++) {
    const at = rest.indexOf(from)
    if (at < 0 || (from === '' && rest === '')) break
    const width = from === '' ? 1 : 0
    out += rest.slice(0, at) + to + rest.slice(at + from.length, at + from.length + width)
    rest = rest.slice(at + from.length + width)
  }
  return checkedLength(out + rest)
}

export const maxText = 4_000_000
export function checkedLength(value: string): string {
  if (value.length > maxText) throw new TemplateError('the template makes too long a text')
  return value
}

/** `str.format` with plain fields, indexes, attributes and the usual number specifications. */
export function formatText(pattern: string, args: PyValue[], named: Record<string, PyValue>): string {
  let next = 0
  return checkedLength(
    pattern.replace(/\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::([^{}]*))?\}/g, (whole, field, conversion, spec) => {
      if (whole === '{{') return '{'
      if (whole === '}}') return '}'
      const [head, ...path] = String(field)
        .split(/\.|\[|\]\.?/)
        .filter((part, i) => i === 0 || part !== '')
      let value: PyValue =
        head === '' ? args[next++] : /^\d+$/.test(head as string) ? args[Number(head)] : named[head as string]
      for (const part of path)
        value = Array.isArray(value) ? value[Number(part)] : isDict(value) ? value[part] : undefined
      if (value === undefined) throw new TemplateError(`format has no value for {${field}}`)
      return formatSpec(conversion === 'r' ? repr(value) : value, spec ?? '')
    }),
  )
}

function formatSpec(value: PyValue, spec: string): string {
  if (spec === '') return toText(value)
  if (value instanceof Datetime || value instanceof DateOnly) return formatDatetime(value, spec)
  const [, fill, align, sign, zero, width, comma, precision, type] =
    /^(?:(.)?([<>^=]))?([+ -])?(0)?(\d+)?(,)?(?:\.(\d+))?([a-zA-Z%])?$/.exec(spec) ?? []
  let out: string
  const numeric = typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat
  const number = value instanceof PyFloat ? value.value : Number(value)
  if (numeric && (type === 'f' || type === 'F')) out = number.toFixed(whole(precision, 6))
  else if (numeric && type === '%') out = `${(number * 100).toFixed(whole(precision, 6))}%`
  else if (numeric && type === 'x') out = number.toString(16)
  else if (numeric && type === 'X') out = number.toString(16).toUpperCase()
  else if (numeric && type === undefined && precision !== undefined)
    out = String(Number(number.toPrecision(Number(precision))))
  else out = precision !== undefined && !numeric ? toText(value).slice(0, Number(precision)) : toText(value)
  if (comma) out = out.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  if (sign === '+' && numeric && number >= 0) out = `+${out}`
  const size = padWidth(width)
  const pad = (fill ?? (zero ? '0' : ' ')).repeat(Math.max(0, size - out.length))
  if (align === '<' || (align === undefined && !numeric)) return out + pad
  if (align === '^') return pad.slice(0, Math.floor(pad.length / 2)) + out + pad.slice(Math.floor(pad.length / 2))
  return zero && /^[+-]/.test(out) ? out[0] + pad + out.slice(1) : pad + out
}

const dictMethods: Record<string, Method<PyDict>> = {
  get: (self, args, named) => {
    const key = args[0]
    const value =
      typeof key === 'string' && Object.hasOwn(self, key)
        ? self[key]
        : typeof key === 'number' && Object.hasOwn(self, String(key))
          ? self[String(key)]
          : undefined
    return value === undefined ? (args[1] ?? named['default'] ?? null) : value
  },
  keys: (self) => Object.keys(self),
  values: (self) => Object.values(self),
  items: (self) => Object.entries(self).map((entry) => new PyTuple(entry)),
  copy: (self) => ({ ...self }),
  pop: (self, [key, fallback]) => {
    if (typeof key === 'string' && Object.hasOwn(self, key)) {
      const value = self[key]
      delete self[key]
      return value
    }
    if (fallback === undefined) throw new TemplateError(`no key ${repr(key)}`)
    return fallback
  },
  setdefault: (self, [key, fallback]) => {
    if (!Object.hasOwn(self, text(key))) setKey(self, text(key), fallback ?? null)
    return self[text(key)]
  },
  update: (self, [other], named) => {
    for (const source of [other, named])
      if (isDict(source)) for (const [key, value] of Object.entries(source)) setKey(self, key, value)
    return null
  },
}

const maxItems = 1_000_000
const listMethods: Record<string, Method<PyValue[]>> = {
  append: (self, [item]) => {
    if (self.length >= maxItems) throw new TemplateError('the template makes too long a list')
    self.push(item)
    return null
  },
  extend: (self, [items]) => {
    if (self.length + itemsOf(items).length > maxItems) throw new TemplateError('the template makes too long a list')
    self.push(...itemsOf(items))
    return null
  },
  insert: (self, [at, item]) => {
    self.splice(whole(at, 0), 0, item)
    return null
  },
  pop: (self, [at]) => {
    const index = whole(at, -1)
    const [item] = self.splice(index < 0 ? self.length + index : index, 1)
    if (item === undefined) throw new TemplateError('pop index out of range')
    return item
  },
  remove: (self, [item]) => {
    self.splice(
      found(
        self.findIndex((other) => isEqual(other, item)),
        'item not in list',
      ),
      1,
    )
    return null
  },
  index: (self, [item]) =>
    found(
      self.findIndex((other) => isEqual(other, item)),
      'item not in list',
    ),
  count: (self, [item]) => self.filter((other) => isEqual(other, item)).length,
  copy: (self) => [...self],
  clear: (self) => {
    self.length = 0
    return null
  },
  reverse: (self) => {
    self.reverse()
    return null
  },
  sort: (self, _args, named) => {
    self.sort((a, b) => compare(a, b))
    if (isTruthy(named['reverse'])) self.reverse()
    return null
  },
}

const datetimeMethods: Record<string, Method<Datetime>> = {
  strftime: (self, [format]) => formatDatetime(self, text(format)),
  isoformat: (self, [separator]) => isoFormat(self, optionalText(separator) ?? 'T'),
  timestamp: (self) => pyFloat(self.ms / 1000 + self.us / 1e6),
  date: (self) => dateOf(self),
  weekday: (self) => partsOf(self).weekday,
  isoweekday: (self) => partsOf(self).weekday + 1,
  astimezone: (self) => inUtc(self),
  replace: (self, _args, named) => {
    const parts = { ...partsOf(self) } as Record<string, number>
    for (const [key, value] of Object.entries(named)) if (key in parts) parts[key] = Number(value)
    const made = fromParts(parts as never, 'tzinfo' in named && named['tzinfo'] === null ? null : self.offsetMinutes)
    if (!made) throw new TemplateError('there is no such time')
    return made
  },
  total_seconds: (self) => pyFloat(self.ms / 1000),
}

const dateMethods: Record<string, Method<DateOnly>> = {
  strftime: (self, [format]) => formatDatetime(self, text(format)),
  isoformat: (self) => isoFormat(self),
  weekday: (self) => partsOf(self).weekday,
  isoweekday: (self) => partsOf(self).weekday + 1,
  replace: (self, _args, named) =>
    new DateOnly(whole(named['year'], self.year), whole(named['month'], self.month), whole(named['day'], self.day)),
}

const durationMethods: Record<string, Method<Duration>> = {
  total_seconds: (self) => pyFloat(self.us / 1e6),
}

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
