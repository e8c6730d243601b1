import { addDuration, between, DateOnly, Datetime, Duration, dateOf, toDatetime } from '../datetime/datetime.ts'
import { checkedLength } from './checked-length.ts'
import { filters } from './filters.ts'
import {
  compare,
  isDict,
  isEqual,
  isInt,
  isNumber,
  itemsOf,
  type PyFloat,
  PyTuple,
  type PyValue,
  pyFloat,
  pyInt,
  refuseUndefined,
  TemplateError,
  toNumber,
  toText,
  typeName,
} from './python-value.ts'

/** Whether an operator compares, so that it chains. */
export const isComparison = (operator: string): boolean =>
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'].includes(operator)

/** Whether `left operator right` holds, by Python's rules. */
export function holds(operator: string, left: PyValue, right: PyValue): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return compare(left, right, operator) < 0
    case '<=':
      return compare(left, right, operator) <= 0
    case '>':
      return compare(left, right, operator) > 0
    case '>=':
      return compare(left, right, operator) >= 0
    case 'in':
      return contains(right, left)
    default:
      return !contains(right, left)
  }
}

function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === 'string') {
    refuseUndefined(item)
    if (typeof item !== 'string') throw new TemplateError(`'in <str>' needs text, not ${typeName(item)}`)
    return container.includes(item)
  }
  if (isDict(container)) return Object.hasOwn(container, toText(item))
  if (container === null || isNumber(container)) throw new TemplateError(`${typeName(container)} holds no items`)
  return itemsOf(container).some((other) => isEqual(other, item))
}

/** `left operator right` by Python's rules, for every kind of value that has them. */
export function arithmetic(operator: string, left: PyValue, right: PyValue): PyValue {
  refuseUndefined(left)
  refuseUndefined(right)
  if (isNumber(left) && isNumber(right)) return numbers(operator, left, right)
  const bad = () => new TemplateError(`unsupported operand for ${operator}: ${typeName(left)} and ${typeName(right)}`)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return checkedLength(left + right)
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right]
    if (left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items])
    if (left instanceof Duration && right instanceof Duration)
      return new Duration(left.us + right.us, left.months + right.months)
    if (right instanceof Duration && isTime(left)) return shift(left, right, 1)
    if (left instanceof Duration && isTime(right)) return shift(right, left, 1)
  }
  if (operator === '-') {
    if (left instanceof Duration && right instanceof Duration)
      return new Duration(left.us - right.us, left.months - right.months)
    if (right instanceof Duration && isTime(left)) return shift(left, right, -1)
    if (left instanceof Datetime && right instanceof Datetime) return between(left, right)
    if (left instanceof DateOnly && right instanceof DateOnly) return between(toDatetime(left), toDatetime(right))
  }
  if (operator === '*') {
    const [many, times] = isNumber(right) ? [left, right] : [right, left]
    if (isNumber(times)) {
      const count = Math.max(0, toNumber(times))
      if (many instanceof Duration) return new Duration(many.us * toNumber(times), many.months * toNumber(times))
      if (typeof many === 'string')
        return many.length * count > 4_000_000 ? checkedLength('x'.repeat(4_000_001)) : many.repeat(count)
      if (Array.isArray(many)) {
        if (many.length * count > 100_000) throw new TemplateError('the template makes too long a list')
        return Array.from({ length: count }, () => many).flat()
      }
    }
  }
  if (operator === '/' && left instanceof Duration && isNumber(right))
    return new Duration(Math.round(left.us / toNumber(right)))
  if (operator === '%' && typeof left === 'string')
    return filters['format']?.(left, right instanceof PyTuple ? [...right.items] : [right], {}, undefined as never)
  throw bad()
}

const isTime = (value: PyValue): value is Datetime | DateOnly => value instanceof Datetime || value instanceof DateOnly

function shift(time: Datetime | DateOnly, duration: Duration, sign: 1 | -1): Datetime | DateOnly {
  if (time instanceof Datetime) return addDuration(time, duration, sign)
  const day = 86_400_000_000
  const whole = new Duration(Math.floor((sign * duration.us) / day) * day * sign, duration.months)
  return dateOf(addDuration(toDatetime(time), whole, sign))
}

function numbers(
  operator: string,
  left: number | bigint | PyFloat | boolean,
  right: number | bigint | PyFloat | boolean,
): PyValue {
  const [a, b] = [typeof left === 'boolean' ? Number(left) : left, typeof right === 'boolean' ? Number(right) : right]
  if (['/', '//', '%'].includes(operator) && toNumber(b) === 0) throw new TemplateError('division by zero')
  if (isInt(a) && isInt(b) && operator !== '/') {
    const [x, y] = [BigInt(a), BigInt(b)]
    switch (operator) {
      case '+':
        return pyInt(x + y)
      case '-':
        return pyInt(x - y)
      case '*':
        return pyInt(x * y)
      case '//':
        return pyInt(floorDivide(x, y))
      case '%':
        return pyInt(x - floorDivide(x, y) * y)
      default:
        if (y < 0n) return pyFloat(Number(x) ** Number(y))
        if (y > 1000n || (y > 1n && (x > 1_000_000_000n || x < -1_000_000_000n)))
          throw new TemplateError('the power is too large')
        return pyInt(x ** y)
    }
  }
  const [x, y] = [toNumber(a), toNumber(b)]
  switch (operator) {
    case '+':
      return pyFloat(x + y)
    case '-':
      return pyFloat(x - y)
    case '*':
      return pyFloat(x * y)
    case '/':
      return pyFloat(x / y)
    case '//':
      return pyFloat(Math.floor(x / y))
    case '%':
      return pyFloat(x - Math.floor(x / y) * y)
    default:
      return pyFloat(x ** y)
  }
}

function floorDivide(x: bigint, y: bigint): bigint {
  const quotient = x / y
  return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient
}
