import {
  isDict,
  isNumber,
  itemsOf,
  PyTuple,
  type PyValue,
  repr,
  TemplateError,
  typeName,
  Undefined,
} from './python-value.ts'

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
