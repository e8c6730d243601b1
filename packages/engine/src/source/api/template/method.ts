import { type PyValue, refuseUndefined, TemplateError, typeName } from './python-value.ts'

/** A method of one kind of value, with what it is called with. */
export type Method<T> = (self: T, args: PyValue[], named: Record<string, PyValue>) => PyValue

/** An argument that must be text. */
export const text = (value: PyValue): string => {
  refuseUndefined(value)
  if (typeof value !== 'string') throw new TemplateError(`expected text, got ${typeName(value)}`)
  return value
}
/** An argument that may be left out. */
export const optionalText = (value: PyValue): string | null =>
  value === undefined || value === null ? null : text(value)
export const whole = (value: PyValue, fallback: number): number =>
  value === undefined || value === null ? fallback : Number(value)

/** A place, unless there is none. */
export const found = (at: number, message: string): number => {
  if (at < 0) throw new TemplateError(message)
  return at
}

/** A width to pad to, within reason. */
export const padWidth = (width: PyValue): number => {
  const value = whole(width, 0)
  if (value > 10_000) throw new TemplateError('the width is too large')
  return value
}
