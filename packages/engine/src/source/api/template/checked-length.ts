import { TemplateError } from './python-value.ts'

const maxText = 4_000_000

/** The text, unless a template has made it longer than any real one. @throws TemplateError. */
export function checkedLength(value: string): string {
  if (value.length > maxText) throw new TemplateError('the template makes too long a text')
  return value
}
