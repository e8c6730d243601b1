import { type Grid, isFilled } from './grid.ts'

/** Columns that only heading records fill, and columns that only the records below them fill; positions in the grid. */
export type HeaderDetail = { header: number[]; detail: number[] }

/**
 * Records of two objects in one table: a row with the cells of an order, then rows with the cells of its lines. No row
 * fills columns of both kinds, the first row is a heading one, and each kind has at least two rows and two columns.
 */
export function findHeaderDetail({ columns, rows }: Grid): HeaderDetail | null {
  if (columns.length < 4 || rows.length < 4) return null
  const masks = rows.map((row) => columns.map((_, at) => isFilled(row[at])))
  const header = columns.flatMap((_, at) => (masks[0]![at] ? [at] : []))
  // What is filled in rows that fill nothing of the first row belongs to the lines.
  const lines = masks.filter((mask) => header.every((at) => !mask[at]))
  const heads = masks.filter((mask) => header.some((at) => mask[at]))
  const detail = columns.flatMap((_, at) => (lines.some((mask) => mask[at]) ? [at] : []))
  const own = columns.flatMap((_, at) => (heads.some((mask) => mask[at]) && !detail.includes(at) ? [at] : []))
  if (own.length < 2 || detail.length < 2 || heads.length < 2 || lines.length < heads.length * 0.5) return null
  if (heads.some((mask) => detail.some((at) => mask[at]))) return null
  return { header: own, detail }
}
