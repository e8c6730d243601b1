import { found, type Method, text, whole } from './method.ts'
import {
  compare,
  isDict,
  isEqual,
  isTruthy,
  itemsOf,
  type PyDict,
  PyTuple,
  type PyValue,
  repr,
  setKey,
  TemplateError,
} from './python-value.ts'

/** Methods of Python's `dict`. */
export const dictMethods: Record<string, Method<PyDict>> = {
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

/** Methods of Python's `list`. */
export const listMethods: Record<string, Method<PyValue[]>> = {
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
