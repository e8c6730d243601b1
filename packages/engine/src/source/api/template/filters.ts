import { createHash, createHmac } from 'node:crypto'
import { checkedLength } from './checked-length.ts'
import type { Filter } from './filter.ts'
import { listFilters } from './list-filters.ts'
import { replaceRegex, searchRegex } from './python-regex.ts'
import {
  isDict,
  isInt,
  isNumber,
  isTruthy,
  itemsOf,
  PyFloat,
  type PyValue,
  pyFloat,
  pyInt,
  refuseUndefined,
  TemplateError,
  toNumber,
  toText,
  typeName,
  Undefined,
} from './python-value.ts'
import { titleCase } from './string-methods.ts'
import { toJson } from './to-json.ts'

const text = (value: PyValue): string => toText(value)

function digest(algorithm: PyValue): string {
  const name = text(algorithm ?? 'md5').toLowerCase()
  if (!['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].includes(name))
    throw new TemplateError(`there is no hash ${name}`)
  return name
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
  ...listFilters,
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
  capitalize: (value) => text(value).slice(0, 1).toUpperCase() + text(value).slice(1).toLowerCase(),
  default: (value, args, named) => {
    const fallback = args[0] ?? named['default_value'] ?? ''
    return value instanceof Undefined || (isTruthy(args[1] ?? named['boolean']) && !isTruthy(value)) ? fallback : value
  },
  escape: (value) => escapeHtml(text(value)),
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
  indent: (value, [width]) =>
    text(value)
      .split('\n')
      .join(`\n${' '.repeat(Math.min(Number(width ?? 4), 1000))}`),
  int: (value, args, named) => toInt(value, args[0] ?? named['default'], args[1] ?? named['base']),
  lower: (value) => text(value).toLowerCase(),
  upper: (value) => text(value).toUpperCase(),
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
  striptags: (value) =>
    text(value)
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
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
