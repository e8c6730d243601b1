import type { ColumnProfile, FormatFit } from '@godwit/contract'
import { formatsFor, judgeColumn, type ShapeCount, shapeOfText } from '../../profile/index.ts'

type Values = {
  column: string
  rowCount: number
  values: { value: string; count: number }[]
  distinctCount?: number
  dates?: readonly FormatFit[]
}

/** The profile of values that no staged column holds as such: a part of a column, a leaf of JSON, a slice of a table. */
export function profileValues({ column, rowCount, values, distinctCount, dates }: Values): ColumnProfile {
  const shapes = new Map<string, ShapeCount>()
  for (const { value, count } of values) {
    const shape = shapeOfText(value)
    const known = shapes.get(shape) ?? { shape, count: 0, distinct: 0, samples: [] }
    known.count += count
    known.distinct += 1
    if (known.samples.length < 5) known.samples.push(value)
    shapes.set(shape, known)
  }
  const filled = values.reduce((sum, { count }) => sum + count, 0)
  const lengths = values.map(({ value }) => value.length)
  return judgeColumn({
    column,
    rowCount,
    filled,
    distinctCount: distinctCount ?? values.length,
    minLength: lengths.length === 0 ? 0 : Math.min(...lengths),
    maxLength: Math.max(0, ...lengths),
    shapes: [...shapes.values()].sort((a, b) => b.count - a.count),
    topValues: values,
    dateFits: [...(dates ?? encodedFits(values))],
  })
}

/** How values read as dates, as far as their look alone tells: every part within its bounds, months in English. */
function encodedFits(values: readonly { value: string; count: number }[]): FormatFit[] {
  const rows = new Map<string, { fits: number; misfits: string[] }>()
  const total = values.reduce((sum, { count }) => sum + count, 0)
  const readings = values.map(({ value, count }) => ({ value, count, formats: new Set(formatsFor([value])) }))
  const spelled = (format: string) => /%[aAbB]/.test(format)
  const english = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i
  for (const { value, count, formats } of readings) {
    for (const format of formats) {
      if (spelled(format) && !english.test(value)) continue
      const known = rows.get(format) ?? { fits: 0, misfits: [] }
      rows.set(format, { ...known, fits: known.fits + count })
    }
  }
  for (const [format, known] of rows) {
    for (const { value, formats } of readings)
      if (!formats.has(format) && known.misfits.length < 5) known.misfits.push(value)
  }
  return [...rows].map(([format, { fits, misfits }]) => ({
    format,
    fits,
    misfits: total - fits,
    samples_of_misfits: misfits,
  }))
}
