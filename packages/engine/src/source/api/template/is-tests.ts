import {
  compare,
  isDict,
  isEqual,
  isInt,
  isNumber,
  itemsOf,
  PyCallable,
  PyFloat,
  PyTuple,
  type PyValue,
  toText,
  Undefined,
} from './python-value.ts'

const text = (value: PyValue): string => toText(value)

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
