import type { Line, Rule } from './page-content.ts'

/** Where a column begins and ends, in points. */
export type Column = { x0: number; x1: number }

/** The columns of some lines: between vertical rules where there are enough, else between the strips that hardly any piece crosses. */
export function findColumns(lines: readonly Line[], rules: readonly Rule[]): Column[] {
  const top = Math.max(...lines.map((line) => line.y + line.height))
  const bottom = Math.min(...lines.map((line) => line.y))
  const marks = rules
    .filter(
      (rule) => rule.y1 - rule.y0 > 1 && Math.min(rule.y1, top) - Math.max(rule.y0, bottom) > 0.3 * (top - bottom),
    )
    .map((rule) => rule.x0)
    .toSorted((a, b) => a - b)
    .filter((x, at, all) => at === 0 || x - all[at - 1]! > 4)
  if (marks.length >= 3) return marks.slice(1).map((x1, at) => ({ x0: marks[at]!, x1 }))
  return betweenGaps(lines)
}

/** How many lines may cross the strip between two columns: headings over several do. */
const allowedCrossing = (lines: number): number => (lines >= 4 ? Math.max(1, Math.floor(lines * 0.1)) : 0)

function betweenGaps(lines: readonly Line[]): Column[] {
  const several = lines.filter(({ pieces }) => pieces.length > 1)
  const pieces = several.flatMap((line) => line.pieces)
  if (pieces.length === 0) return []
  const left = Math.floor(Math.min(...pieces.map(({ x0 }) => x0)))
  const right = Math.ceil(Math.max(...pieces.map(({ x1 }) => x1)))
  const crossing = new Array<number>(Math.max(1, right - left)).fill(0)
  for (const { x0, x1 } of pieces) {
    for (let at = Math.floor(x0) - left; at < Math.ceil(x1) - left && at < crossing.length; at++)
      crossing[Math.max(0, at)]!++
  }
  const allowed = allowedCrossing(several.length)
  const columns: Column[] = []
  let open: Column | undefined
  for (let at = 0; at <= crossing.length; at++) {
    const inside = at < crossing.length && crossing[at]! > allowed
    if (inside && !open) open = { x0: left + at, x1: left + at }
    if (open && inside) open.x1 = left + at + 1
    if (open && !inside) {
      columns.push(open)
      open = undefined
    }
  }
  return columns
}

/** The column that a piece lies in most; the first of them where it lies over several. */
export function columnAt(columns: readonly Column[], x0: number, x1: number): number {
  let best = -1
  let most = Number.NEGATIVE_INFINITY
  for (const [at, column] of columns.entries()) {
    const shared = Math.min(x1, column.x1) - Math.max(x0, column.x0)
    if (shared > most + 0.5) {
      best = at
      most = shared
    }
  }
  return best
}
