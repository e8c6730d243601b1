import { shapeOfText } from '../value-shape.ts'
import type { ValueCount, ValueRepair } from './repair.ts'

/** A way to write a value must hold in this share of the rows to be the column's own. */
const ownShare = 0.6

/** Ways in which the same is written otherwise, most cautious first. Null where the value is not written so. */
const rewrites: readonly ((value: string) => string | null)[] = [
  (value) => changed(value, value.replace(/\s+/g, ' ').trim()),
  (value) => (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(value) ? value.replaceAll(',', '') : null),
  (value) => (/^[-+]?\d+\.0+$/.test(value) ? value.replace(/\.0+$/, '') : null),
  (value) => changed(value, value.replace(/^[$€£¥]\s*|\s*[$€£¥]$/g, '')),
  (value) => changed(value, value.replace(/[.,;:]+$/, '')),
  inMinutes,
]

const changed = (value: string, other: string): string | null => (other === value || other === '' ? null : other)

/** `1 hr. 41 min.` → `101 min`. */
function inMinutes(value: string): string | null {
  const match = /^(\d{1,2})\s*(?:h|hrs?|hours?)\.?,?\s*(?:(\d{1,2})\s*(?:m|mins?|minutes?)\.?)?$/i.exec(value.trim())
  return match ? `${Number(match[1]) * 60 + Number(match[2] ?? 0)} min` : null
}

/**
 * Values that are written otherwise than most of their column, and after one of the usual rewrites are written as those:
 * thousands marks, a currency sign, blanks, durations; and the same digits grouped otherwise, as in phones.
 */
export function repairFormats(values: readonly ValueCount[]): Map<string, ValueRepair> {
  const repairs = new Map<string, ValueRepair>()
  const rows = values.reduce((sum, { count }) => sum + count, 0)
  const shapes = new Map<string, number>()
  for (const { value, count } of values) {
    const shape = kindOfShape(value)
    shapes.set(shape, (shapes.get(shape) ?? 0) + count)
  }
  const [own] = [...shapes].sort((a, b) => b[1] - a[1])
  if (own === undefined || own[1] < rows * ownShare || own[1] === rows) return repairs
  const [shape, fitting] = own
  const evidence = `${fitting} of ${rows} values are written as "${shape}".`
  const mask = values.find(({ value }) => kindOfShape(value) === shape)!.value
  for (const { value } of values) {
    if (kindOfShape(value) === shape) continue
    const suggestion =
      rewrites.map((rewrite) => rewrite(value)).find((other) => other !== null && kindOfShape(other) === shape) ??
      regrouped(value, mask)
    if (suggestion) repairs.set(value, { suggestion, rule: 'format', evidence, confidence: 0.75 })
  }
  return repairs
}

/** A shape in which runs of digits of any length are alike, unless the value is one of fixed groups of digits. */
const kindOfShape = (value: string): string => {
  const shape = shapeOfText(value)
  return isGrouped(value) ? shape : shape.replace(/9+/g, '9')
}

const isGrouped = (value: string): boolean => /^[(+]?\d{2,4}\)?([ .\-/]+\d{2,4}){1,4}$/.test(value.trim())

/** The digits of a value in the groups of another one that has as many: `(205) 932 5966` → `205-932-5966`. */
function regrouped(value: string, mask: string): string | null {
  if (!isGrouped(mask) || /\p{L}/u.test(value)) return null
  const digits = value.replace(/\D/g, '')
  if (digits.length < 7 || digits.length !== mask.replace(/\D/g, '').length) return null
  let at = 0
  return mask.replace(/\d/g, () => digits[at++]!)
}
