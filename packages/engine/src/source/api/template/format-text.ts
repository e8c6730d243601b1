import { DateOnly, Datetime } from '../datetime/datetime.ts'
import { formatDatetime } from '../datetime/format-datetime.ts'
import { checkedLength } from './checked-length.ts'
import { padWidth, whole } from './method.ts'
import { isDict, PyFloat, type PyValue, repr, TemplateError, toText } from './python-value.ts'

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
