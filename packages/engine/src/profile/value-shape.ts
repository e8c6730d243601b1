import { type Sql, sql } from '../sql/quote.ts'

/** Characters of a value that its shape is made from; longer values are told apart by their beginning. */
export const shapeLength = 80

/**
 * SQL for the shape of a text: every digit `9`, every run of capitals `A`, every run of other letters `a`, every run of
 * blanks one space, the rest as it is. `Tue 14 Mar 2023` → `Aa 99 Aa 9999`. Most columns have a handful of shapes, so
 * that what values are is judged once for each shape instead of once for each value.
 */
export function shapeOf(value: Sql): Sql {
  const blanks = sql(
    `regexp_replace(trim(${value}, chr(32) || chr(9) || chr(10) || chr(13) || chr(160)), '\\s+', ' ', 'g')`,
  )
  const digits = sql(`translate(left(${blanks}, ${shapeLength}), '0123456789', '9999999999')`)
  return sql(`regexp_replace(regexp_replace(${digits}, '\\p{Lu}+', 'A', 'g'), '[\\p{Ll}\\p{Lo}]+', 'a', 'g')`)
}

/** The same shape calculated in JavaScript, for single values. */
export function shapeOfText(value: string): string {
  return value
    .trim()
    .replace(/\s+/gu, ' ')
    .slice(0, shapeLength)
    .replace(/[0-9]/g, '9')
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/[\p{Ll}\p{Lo}]+/gu, 'a')
}

/** Values of one shape: in how many rows, how many of them differ, and the first few of them in source order. */
export type ShapeCount = { shape: string; count: number; distinct: number; samples: string[] }
