import type { Cell } from './dialect.ts'
import { readFigures } from './prove-totals.ts'

type Figures = ReturnType<typeof readFigures>

const longestSpan = 200
const deepest = 4

/**
 * Rows of a table, by index, whose figures add up the rows right under or right above them, whatever they are called:
 * regions over their countries, countries over their towns. Two columns must agree, or one with figures that chance does not hit.
 */
export function findSums(rows: readonly (readonly Cell[])[]): Set<number> {
  const sums = new Set<number>()
  let level = rows
    .map((cells, at) => ({ at, figures: readFigures(cells) }))
    .filter(({ figures }) => figures.some(Boolean))
  for (let depth = 0; depth < deepest; depth++) {
    const covered = new Set<number>()
    let found = false
    for (let at = 0; at < level.length; at++) {
      if (covered.has(at)) continue
      const length = spanOf(level, at, 1) || spanOf(level, at, -1)
      if (length === 0) continue
      found = true
      sums.add(level[at]!.at)
      const direction = Math.sign(length)
      for (let step = 1; step <= Math.abs(length); step++) covered.add(at + step * direction)
    }
    if (!found) break
    // One level up, a sum stands for the rows that it adds up.
    level = level.filter((_, at) => !covered.has(at))
  }
  return sums
}

/** How many rows in a direction the row at `at` adds up; negative upwards, 0 for none. */
function spanOf(level: readonly { figures: Figures }[], at: number, direction: 1 | -1): number {
  const { figures } = level[at]!
  const sums: number[] = []
  for (let step = 1; step <= longestSpan; step++) {
    const next = level[at + step * direction]
    if (!next) return 0
    let over = 0
    next.figures.forEach(({ value }, column) => {
      sums[column] = (sums[column] ?? 0) + value
    })
    let told = 0
    let right = 0
    let large = 0
    figures.forEach(({ value, decimals }, column) => {
      if (value === 0) return
      told++
      const difference = (sums[column] ?? 0) - value
      const slack = 0.5 * 10 ** -decimals * step + Math.abs(value) * 1e-9
      if (Math.abs(difference) <= slack) {
        right++
        if (Math.abs(value) >= 100) large++
      } else if (difference > 0 && value > 0) over++
    })
    if (step >= 2 && right * 3 >= told * 2 && (right >= 2 ? large > 0 || right >= 3 : large > 0 && step >= 3))
      return step * direction
    // Figures that are all passed will not be met any more, unless some are negative.
    if (told > 0 && over === told) return 0
  }
  return 0
}
