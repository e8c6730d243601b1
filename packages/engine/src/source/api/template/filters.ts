import { createHash, createHmac } from 'node:crypto'
import { checkedLength, titleCase } from './methods.ts'
import { replaceRegex, searchRegex } from './python-regex.ts'
import {
  compare,
  isDict,
  isEqual,
  isInt,
  isNumber,
  isTruthy,
  itemsOf,
  lengthOf,
  PyCallable,
  PyFloat,
  PyTuple,
  type PyValue,
  pyFloat,
  pyInt,
  refuseUndefined,
  repr,
  TemplateError,
  toNumber,
  toText,
  typeName,
  Undefined,
} from './python-value.ts'

export type FilterTools = {
  /** `value.name` or `value[name]` as a template would look it up. */
  attribute(value: PyValue, path: PyValue): PyValue
  /** Runs a filter by name, for `map('lower')`. */
  filter(name: string, value: PyValue, args: PyValue[], named: Record<string, PyValue>): PyValue
  /** Runs a test by name, for `select('defined')`. */
  test(name: string, value: PyValue, args: PyValue[]): boolean
}
type Filter = (value: PyValue, args: PyValue[], named: Record<string, PyValue>, tools: FilterTools) => PyValue

const text = (value: PyValue): string => toText(value)

/** JSON as Python prints it: a space after colon and comma, non-ASCII escaped. */
export function toJson(value: PyValue): string {
  if (value === null || value === undefined || value instanceof Undefined) return 'null'
  if (typeof value === 'string')
    return JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  if (typeof value === 'boolean') return String(value)
  if (isNumber(value)) return repr(value)
  if (Array.isArray(value) || value instanceof PyTuple) return `[${itemsOf(value).map(toJson).join(', ')}]`
  if (isDict(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${toJson(key)}: ${toJson(item)}`)
      .join(', ')}}`
  throw new TemplateError(`${typeName(value)} has no JSON form`)
}

function digest(algorithm: PyValue): string {
  const name = text(algorithm ?? 'md5').toLowerCase()
  if (!['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].includes(name))
    throw new TemplateError(`there is no hash ${name}`)
  return name
}

function sorted(
  items: readonly PyValue[],
  args: PyValue[],
  named: Record<string, PyValue>,
  tools: FilterTools,
  first = 0,
): PyValue[] {
  const reverse = isTruthy(args[first] ?? named['reverse'])
  const byCase = isTruthy(args[first + 1] ?? named['case_sensitive'])
  const attribute = args[first + 2] ?? named['attribute']
  const key = (item: PyValue) => {
    const value = attribute === undefined || attribute === null ? item : tools.attribute(item, attribute)
    return typeof value === 'string' && !byCase ? value.toLowerCase() : value
  }
  const out = [...items].sort((a, b) => compare(key(a), key(b)) * (reverse ? -1 : 1))
  return out
}

function best(sign: 1 | -1): Filter {
  return (value, args, named, tools) => {
    const items = sorted(
      itemsOf(value),
      [false, args[0] ?? named['case_sensitive'], args[1] ?? named['attribute']],
      {},
      tools,
    )
    return items.length === 0
      ? new Undefined('No aggregated item, sequence was empty.')
      : sign < 0
        ? items[0]
        : items.at(-1)
  }
}

function pick(keep: boolean, byAttribute: boolean): Filter {
  return (value, args, _named, tools) => {
    const [attribute, ...rest] = byAttribute ? args : [undefined, ...args]
    return itemsOf(value).filter((item) => {
      const subject = byAttribute ? tools.attribute(item, attribute) : item
      const passes = rest.length === 0 ? isTruthy(subject) : tools.test(text(rest[0]), subject, rest.slice(1))
      return passes === keep
    })
  }
}

function toInt(value: PyValue, fallback: PyValue, base: PyValue): PyValue {
  if (isInt(value)) return value
  if (isNumber(value))
    return Number.isFinite(toNumber(value)) ? pyInt(BigInt(Math.trunc(toNumber(value)))) : (fallback ?? 0)
  if (typeof value === 'string') {
    const radix = Number(base ?? 10)
    const trimmed = value.trim().replaceAll('_', '')
    if (radix === 10 && /^[+-]?\d+$/.test(trimmed)) return pyInt(BigInt(trimmed.replace(/^\+/, '')))
    if (radix === 16 && /^(0x)?[\da-f]+$/i.test(trimmed)) return Number.parseInt(trimmed, 16)
    if (radix === 10 && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Math.trunc(Number(trimmed))
  }
  return fallback ?? 0
}

const escapeHtml = (value: string) =>
  value.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[c] as string,
  )

const quoteUrl = (value: string, safe: string) =>
  encodeURIComponent(value)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, safe.includes('/') ? '/' : '%2F')

/** Every filter that a template may use. A name that is not here is refused when the manifest is loaded. */
export const filters: Record<string, Filter> = {
  hash: (value, args, named) => {
    const salt = args[1] ?? named['salt']
    return createHash(digest(args[0] ?? named['hash_type']))
      .update(text(value) + (salt ? text(salt) : ''))
      .digest('hex')
  },
  hmac: (value, args, named) => {
    const kind = text(args[1] ?? named['hash_type'] ?? 'sha256')
    if (!['sha256', 'sha512'].includes(kind)) throw new TemplateError(`there is no keyed hash ${kind}`)
    return createHmac(kind, text(args[0] ?? named['key']))
      .update(text(value))
      .digest('hex')
  },
  base64encode: (value) => Buffer.from(text(value), 'utf8').toString('base64'),
  base64decode: (value) => Buffer.from(text(value), 'base64').toString('utf8'),
  base64binascii_decode: (value) => Buffer.from(text(value), 'base64').toString('utf8'),
  string: (value) => {
    refuseUndefined(value)
    return typeof value === 'string' ? value : `"""${toJson(value)}"""`
  },
  regex_search: (value, [pattern]) => searchRegex(text(value), text(pattern))?.[1] ?? '',
  regex_replace: (value, [pattern, replacement]) =>
    checkedLength(replaceRegex(text(value), text(pattern), text(replacement))),
  abs: (value) => {
    if (typeof value === 'bigint') return value < 0n ? -value : value
    if (value instanceof PyFloat) return new PyFloat(Math.abs(value.value))
    if (!isNumber(value)) throw new TemplateError(`${typeName(value)} has no absolute value`)
    return Math.abs(toNumber(value))
  },
  attr: (value, [name], _named, tools) => tools.attribute(value, name),
  batch: (value, [size, fill]) => {
    const width = Number(size)
    if (!(width > 0)) throw new TemplateError('batch needs a size')
    const items = [...itemsOf(value)]
    const out: PyValue[] = []
    for (let at = 0; at < items.length; at += width) out.push(items.slice(at, at + width))
    const last = out.at(-1) as PyValue[] | undefined
    while (fill !== undefined && fill !== null && last && last.length < width) last.push(fill)
    return out
  },
  capitalize: (value) => text(value).slice(0, 1).toUpperCase() + text(value).slice(1).toLowerCase(),
  default: (value, args, named) => {
    const fallback = args[0] ?? named['default_value'] ?? ''
    return value instanceof Undefined || (isTruthy(args[1] ?? named['boolean']) && !isTruthy(value)) ? fallback : value
  },
  dictsort: (value) => {
    if (!isDict(value)) throw new TemplateError('dictsort needs a dict')
    return Object.entries(value)
      .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()))
      .map((entry) => new PyTuple(entry))
  },
  escape: (value) => escapeHtml(text(value)),
  first: (value) => itemsOf(value)[0] ?? new Undefined('No first item, sequence was empty.'),
  last: (value) => itemsOf(value).at(-1) ?? new Undefined('No last item, sequence was empty.'),
  float: (value, [fallback]) => {
    if (isNumber(value)) return pyFloat(toNumber(value))
    const trimmed = typeof value === 'string' ? value.trim() : ''
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
      ? pyFloat(Number(trimmed))
      : (fallback ?? new PyFloat(0))
  },
  format: (value, args) => {
    let next = 0
    return checkedLength(
      text(value).replace(/%(?:(0)?(\d+)?(?:\.(\d+))?([sdifx])|%)/g, (whole, zero, width, precision, kind) => {
        if (whole === '%%') return '%'
        const item = args[next++]
        const out =
          kind === 's'
            ? text(item)
            : kind === 'f'
              ? Number(item).toFixed(Number(precision ?? 6))
              : kind === 'x'
                ? Number(item).toString(16)
                : String(Math.trunc(Number(item)))
        return out.padStart(Math.min(Number(width ?? 0), 10_000), zero ? '0' : ' ')
      }),
    )
  },
  groupby: (value, args, named, tools) => {
    const attribute = args[0] ?? named['attribute']
    const groups: { key: PyValue; items: PyValue[] }[] = []
    for (const item of sorted(itemsOf(value), [false, false, attribute], {}, tools)) {
      const key = tools.attribute(item, attribute)
      const last = groups.at(-1)
      if (last && isEqual(last.key, key)) last.items.push(item)
      else groups.push({ key, items: [item] })
    }
    return groups.map(({ key, items }) => new PyTuple([key, items]))
  },
  indent: (value, [width]) =>
    text(value)
      .split('\n')
      .join(`\n${' '.repeat(Math.min(Number(width ?? 4), 1000))}`),
  int: (value, args, named) => toInt(value, args[0] ?? named['default'], args[1] ?? named['base']),
  items: (value) => (isDict(value) ? Object.entries(value).map((entry) => new PyTuple(entry)) : []),
  join: (value, args, named, tools) => {
    const attribute = args[1] ?? named['attribute']
    const items =
      attribute === undefined || attribute === null
        ? itemsOf(value)
        : itemsOf(value).map((item) => tools.attribute(item, attribute))
    return checkedLength(items.map(toText).join(text(args[0] ?? named['d'] ?? '')))
  },
  length: (value) => lengthOf(value),
  list: (value) => [...itemsOf(value)],
  lower: (value) => text(value).toLowerCase(),
  upper: (value) => text(value).toUpperCase(),
  map: (value, args, named, tools) => {
    if (named['attribute'] !== undefined)
      return itemsOf(value).map((item) => {
        const found = tools.attribute(item, named['attribute'])
        return found instanceof Undefined && named['default'] !== undefined ? named['default'] : found
      })
    const name = text(args[0])
    return itemsOf(value).map((item) => tools.filter(name, item, args.slice(1), named))
  },
  max: best(1),
  min: best(-1),
  reject: pick(false, false),
  rejectattr: pick(false, true),
  select: pick(true, false),
  selectattr: pick(true, true),
  replace: (value, [from, to, count]) => {
    const parts = text(value).split(text(from))
    const limit = count === undefined || count === null ? parts.length : Number(count) + 1
    const head = parts.slice(0, limit)
    const tail = parts.slice(limit)
    return checkedLength([...head.slice(0, -1), [head.at(-1), ...tail].join(text(from))].join(text(to)))
  },
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : [...itemsOf(value)].reverse()),
  round: (value, args, named) => {
    const precision = Number(args[0] ?? named['precision'] ?? 0)
    const method = text(args[1] ?? named['method'] ?? 'common')
    if (!isNumber(value)) throw new TemplateError(`${typeName(value)} cannot be rounded`)
    const scale = 10 ** precision
    const number = toNumber(value) * scale
    const whole =
      method === 'ceil' ? Math.ceil(number) : method === 'floor' ? Math.floor(number) : roundHalfEven(number)
    return isInt(value) && method === 'common' ? whole / scale : pyFloat(whole / scale)
  },
  safe: (value) => value,
  slice: (value, [count]) => {
    const items = [...itemsOf(value)]
    const slices = Number(count)
    if (!(slices > 0) || slices > 100_000) throw new TemplateError('slice needs a sensible count')
    const each = Math.floor(items.length / slices)
    const extra = items.length % slices
    return Array.from({ length: slices }, (_, i) =>
      items.slice(i * each + Math.min(i, extra), (i + 1) * each + Math.min(i + 1, extra)),
    )
  },
  sort: (value, args, named, tools) => sorted(itemsOf(value), args, named, tools),
  striptags: (value) =>
    text(value)
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  sum: (value, args, named, tools) => {
    const attribute = args[0] ?? named['attribute']
    const items =
      attribute === undefined || attribute === null
        ? itemsOf(value)
        : itemsOf(value).map((item) => tools.attribute(item, attribute))
    const start = args[1] ?? named['start'] ?? 0
    const all = [start, ...items]
    if (!all.every(isNumber)) throw new TemplateError('only numbers can be summed')
    return all.every(isInt)
      ? pyInt(all.reduce<bigint>((total, item) => total + BigInt(item as number), 0n))
      : pyFloat(all.reduce<number>((total, item) => total + toNumber(item as number), 0))
  },
  title: (value) => titleCase(text(value)),
  tojson: (value) => toJson(value).replace(/[<>&']/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  trim: (value, [chars]) => {
    if (chars === undefined || chars === null) return text(value).trim()
    const set = new Set(text(chars))
    const all = [...text(value)]
    while (all.length > 0 && set.has(all[0] as string)) all.shift()
    while (all.length > 0 && set.has(all.at(-1) as string)) all.pop()
    return all.join('')
  },
  truncate: (value, args, named) => {
    const limit = Number(args[0] ?? named['length'] ?? 255)
    const end = text(args[2] ?? named['end'] ?? '...')
    const whole = text(value)
    if (whole.length <= limit + Number(args[3] ?? named['leeway'] ?? 5)) return whole
    const cut = whole.slice(0, limit - end.length)
    return isTruthy(args[1] ?? named['killwords']) ? cut + end : cut.replace(/\s[^\s]*$/, '') + end
  },
  unique: (value, _args, named, tools) => {
    const seen: PyValue[] = []
    return itemsOf(value).filter((item) => {
      const raw = named['attribute'] === undefined ? item : tools.attribute(item, named['attribute'])
      const key = typeof raw === 'string' ? raw.toLowerCase() : raw
      if (seen.some((other) => isEqual(other, key))) return false
      seen.push(key)
      return true
    })
  },
  urlencode: (value) =>
    isDict(value)
      ? Object.entries(value)
          .map(([key, item]) => `${quoteUrl(key, '')}=${quoteUrl(text(item), '')}`.replaceAll('%20', '+'))
          .join('&')
      : quoteUrl(text(value), '/'),
  wordcount: (value) => text(value).match(/\w+/g)?.length ?? 0,
}
for (const [alias, name] of Object.entries({ count: 'length', d: 'default', e: 'escape', forceescape: 'escape' }))
  filters[alias] = filters[name] as Filter

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** Every test (`x is defined`) that a template may use. */
export const tests: Record<string, (value: PyValue, args: PyValue[]) => boolean> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  number: (value) => isNumber(value),
  integer: (value) => isInt(value),
  float: (value) => value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value)),
  string: (value) => typeof value === 'string',
  mapping: (value) => isDict(value),
  sequence: (value) =>
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof PyTuple ||
    isDict(value) ||
    value instanceof Undefined,
  iterable: (value) =>
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof PyTuple ||
    isDict(value) ||
    value instanceof Undefined,
  callable: (value) => value instanceof PyCallable,
  odd: (value) => Math.abs(Number(value) % 2) === 1,
  even: (value) => Number(value) % 2 === 0,
  divisibleby: (value, [by]) => Number(value) % Number(by) === 0,
  lower: (value) => text(value) === text(value).toLowerCase() && text(value) !== text(value).toUpperCase(),
  upper: (value) => text(value) === text(value).toUpperCase() && text(value) !== text(value).toLowerCase(),
  in: (value, [items]) =>
    typeof items === 'string' ? items.includes(text(value)) : itemsOf(items).some((item) => isEqual(item, value)),
  sameas: (value, [other]) => value === other,
  eq: (value, [other]) => isEqual(value, other),
  ne: (value, [other]) => !isEqual(value, other),
  lt: (value, [other]) => compare(value, other) < 0,
  le: (value, [other]) => compare(value, other) <= 0,
  gt: (value, [other]) => compare(value, other) > 0,
  ge: (value, [other]) => compare(value, other) >= 0,
}
for (const [alias, name] of Object.entries({
  equalto: 'eq',
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  lessthan: 'lt',
  greaterthan: 'gt',
}))
  tests[alias] = tests[name] as (typeof tests)[string]
