import { cellKind } from './cell-kind.ts'
import { type Cell, isBlank } from './dialect.ts'
import type { RowShape } from './row-shape.ts'

type Placed = { cells: Cell[]; joined: boolean; bonus: number }
type Fit = { clashes: number; matches: number; score: number }

/** Of wider records, and of more cells too many, there are too many ways to tell one from another. */
const widest = 200
const widestForTwo = 30
/** Cells of a column that are empty less often than this are hardly ever so. */
const seldom = 0.3
/** How much better the best way must be than the next. */
const margin = 0.05

/**
 * Puts the cells of a record that has one or two too many, or too few, where they belong: by leaving empty cells out, by
 * joining what a delimiter within a cell has parted, or by leaving gaps. Undefined unless exactly one way is right.
 */
export function placeCells(cells: readonly Cell[], shape: RowShape, delimiter: string): Placed | undefined {
  const off = cells.length - shape.width
  if (cells.length > widest || Math.abs(off) > 2 || (Math.abs(off) === 2 && cells.length > widestForTwo))
    return undefined
  return off > 0 ? narrow(cells, shape, delimiter) : widen(cells, shape)
}

function narrow(cells: readonly Cell[], shape: RowShape, delimiter: string): Placed | undefined {
  const { width, columns } = shape
  const asIs = fitOf(cells.slice(0, width), shape)
  if (asIs.clashes === 0 && cells.slice(width).every(isBlank)) return undefined
  let ways: Placed[] = [{ cells: [...cells], joined: false, bonus: 0 }]
  for (let left = cells.length - width; left > 0; left--) {
    ways = distinct(ways.flatMap((way) => [...withoutOneBlank(way), ...withTwoJoined(way, delimiter)]))
  }
  const best = onlyBest(ways, shape)
  if (!best) return undefined
  // Gaps where there hardly ever are any, as many as there are cells too many.
  const gaps = cells.slice(0, width).flatMap((cell, at) => (isBlank(cell) ? [at] : []))
  const gapsOnly =
    !best.joined && gaps.length === cells.length - width && gaps.every((at) => columns[at]!.blankShare < seldom)
  const fit = fitOf(best.cells, shape)
  if (fit.clashes > 0 || (fit.matches === 0 && !gapsOnly)) return undefined
  // What stands as well where it is, and only has more at the end, is left there.
  return asIs.clashes > 0 || gapsOnly ? best : undefined
}

function widen(cells: readonly Cell[], shape: RowShape): Placed | undefined {
  const { width } = shape
  if (cells.length < 2 || cells.length * 2 < width) return undefined
  const asIs = fitOf(pad(cells, width), shape)
  let ways: Placed[] = [{ cells: [...cells], joined: false, bonus: 0 }]
  for (let left = width - cells.length; left > 0; left--) ways = distinct(ways.flatMap(withOneGap))
  let best: { way: Placed; fit: Fit } | undefined
  for (const way of ways) {
    const fit = fitOf(way.cells, shape)
    if (!best || fit.clashes < best.fit.clashes || (fit.clashes === best.fit.clashes && fit.score >= best.fit.score))
      best = { way, fit }
  }
  // Two cells that ran together fit nowhere.
  const isBetter =
    best !== undefined && best.fit.clashes <= Math.min(1, asIs.clashes) && best.fit.score > asIs.score + 0.9
  return isBetter && best!.fit.matches > asIs.matches ? best!.way : undefined
}

const pad = (cells: readonly Cell[], width: number): Cell[] => [
  ...cells,
  ...Array.from({ length: width - cells.length }, () => null),
]

const withoutOneBlank = ({ cells, joined, bonus }: Placed): Placed[] =>
  cells.flatMap((cell, at) => (isBlank(cell) ? [{ cells: cells.toSpliced(at, 1), joined, bonus }] : []))

/** People write a blank after a comma within a cell. */
const withTwoJoined = ({ cells, bonus }: Placed, delimiter: string): Placed[] =>
  cells.slice(1).flatMap((second, at) => {
    const first = cells[at]
    if (isBlank(first) || isBlank(second)) return []
    const text = `${first}${delimiter}${second}`
    const spoken = /^\s/.test(second!) ? 0.4 : -0.1
    return [{ cells: cells.toSpliced(at, 2, text), joined: true, bonus: bonus + spoken }]
  })

const withOneGap = ({ cells, joined, bonus }: Placed): Placed[] =>
  cells.map((_, at) => ({ cells: cells.toSpliced(at + 1, 0, null), joined, bonus }))

function distinct(ways: readonly Placed[]): Placed[] {
  const seen = new Map<string, Placed>()
  for (const way of ways) {
    const key = JSON.stringify(way.cells)
    if (!seen.has(key)) seen.set(key, way)
  }
  return [...seen.values()]
}

function onlyBest(ways: readonly Placed[], shape: RowShape): Placed | undefined {
  const ranked = ways
    .map((way) => ({ way, fit: fitOf(way.cells, shape) }))
    .map(({ way, fit }) => ({ way, clashes: fit.clashes, score: fit.score + way.bonus }))
    .sort((a, b) => a.clashes - b.clashes || b.score - a.score)
  const [best, next] = ranked
  if (!best) return undefined
  const isAlone = !next || next.clashes > best.clashes || next.score < best.score - margin
  return isAlone ? best.way : undefined
}

/** How well cells stand under the columns: kinds that are met, that are not, and gaps where there never are any. */
function fitOf(cells: readonly Cell[], { columns }: RowShape): Fit {
  const fit = { clashes: 0, matches: 0, score: 0 }
  columns.forEach(({ kind, blankShare }, at) => {
    const own = cellKind(cells[at])
    if (own === 'blank') fit.score -= blankShare > 0 ? 0 : 0.5
    else if (kind === undefined) fit.score += own === 'text' ? 0.2 : -0.2
    else if (own === kind) {
      fit.matches++
      fit.score++
    } else {
      fit.clashes++
      fit.score--
    }
  })
  return fit
}
