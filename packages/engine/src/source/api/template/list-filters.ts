import { checkedLength } from './checked-length.ts'
import type { Filter, FilterTools } from './filter.ts'
import {
  compare,
  isDict,
  isEqual,
  isInt,
  isNumber,
  isTruthy,
  itemsOf,
  lengthOf,
  PyTuple,
  type PyValue,
  pyFloat,
  pyInt,
  TemplateError,
  toNumber,
  toText,
  Undefined,
} from './python-value.ts'

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
      const passes = rest.length === 0 ? isTruthy(subject) : tools.test(toText(rest[0]), subject, rest.slice(1))
      return passes === keep
    })
  }
}

/** Filters over lists and dicts. */
export const listFilters: Record<string, Filter> = {
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
  dictsort: (value) => {
    if (!isDict(value)) throw new TemplateError('dictsort needs a dict')
    return Object.entries(value)
      .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()))
      .map((entry) => new PyTuple(entry))
  },
  first: (value) => itemsOf(value)[0] ?? new Undefined('No first item, sequence was empty.'),
  last: (value) => itemsOf(value).at(-1) ?? new Undefined('No last item, sequence was empty.'),
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
  items: (value) => (isDict(value) ? Object.entries(value).map((entry) => new PyTuple(entry)) : []),
  join: (value, args, named, tools) => {
    const attribute = args[1] ?? named['attribute']
    const items =
      attribute === undefined || attribute === null
        ? itemsOf(value)
        : itemsOf(value).map((item) => tools.attribute(item, attribute))
    return checkedLength(items.map(toText).join(toText(args[0] ?? named['d'] ?? '')))
  },
  length: (value) => lengthOf(value),
  list: (value) => [...itemsOf(value)],
  map: (value, args, named, tools) => {
    if (named['attribute'] !== undefined)
      return itemsOf(value).map((item) => {
        const found = tools.attribute(item, named['attribute'])
        return found instanceof Undefined && named['default'] !== undefined ? named['default'] : found
      })
    const name = toText(args[0])
    return itemsOf(value).map((item) => tools.filter(name, item, args.slice(1), named))
  },
  max: best(1),
  min: best(-1),
  reject: pick(false, false),
  rejectattr: pick(false, true),
  select: pick(true, false),
  selectattr: pick(true, true),
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
}
