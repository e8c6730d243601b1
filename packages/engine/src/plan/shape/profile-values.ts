import type { ColumnProfile, FormatFit } from '@godwit/contract'
import { encodings, formatsFor, judgeColumn, type ShapeCount, shapeOfText } from '../../profile/index.ts'

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

/** Readings as Unix time or ISO text, which need no strptime. */
function encodedFits(values: readonly { value: string; count: number }[]): FormatFit[] {
  const rows = new Map<string, number>()
  const total = values.reduce((sum, { count }) => sum + count, 0)
  for (const { value, count } of values) {
    for (const format of formatsFor([value])) rows.set(format, (rows.get(format) ?? 0) + count)
  }
  const names = new Set<string>(encodings.map(({ format }) => format))
  return [...rows]
    .filter(([format]) => names.has(format) || format.startsWith('%Y-%m-%d'))
    .map(([format, fits]) => ({ format, fits, misfits: total - fits, samples_of_misfits: [] }))
}
