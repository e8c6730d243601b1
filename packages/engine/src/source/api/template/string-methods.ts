import { checkedLength } from './checked-length.ts'
import { formatText } from './format-text.ts'
import { found, type Method, optionalText, padWidth, text, whole } from './method.ts'
import { itemsOf, PyTuple, type PyValue, TemplateError } from './python-value.ts'

const escapeRegex = (value: string) => value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const stripSet = (chars: string | null) => (chars === null ? '\\s' : `[${[...chars].map(escapeRegex).join('')}]`)
const limits = (self: string, args: PyValue[]) =>
  self.slice(whole(args[1], 0), args[2] === undefined ? undefined : whole(args[2], 0))
const starts = (args: PyValue[], found: (part: string) => boolean) =>
  (args[0] instanceof PyTuple ? args[0].items : [args[0]]).some((part) => found(text(part)))

/** Methods of Python's `str`. */
export const stringMethods: Record<string, Method<string>> = {
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

/** Every word with one capital, as `str.title`. */
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
