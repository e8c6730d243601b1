import { columnOf, type Grid, isFilled } from './grid.ts'
import type { Proposal } from './proposal.ts'

/** Below this share of blank cells a column merely misses some values. */
const leastBlank = 0.25

/**
 * Leading columns whose cells are written once for the rows below them. A blank means "as above" where the first row is
 * filled, outer columns are never written without the inner ones, and something to the right is filled in every row.
 */
export function findBlanks(grid: Grid): Proposal | null {
  const { columns, rows } = grid
  if (columns.length < 2 || rows.length < 3) return null
  const filled = columns.map((_, at) => columnOf(grid, at).map(isFilled))
  const share = (at: number) => filled[at]!.filter(Boolean).length / rows.length
  const structural: number[] = []
  for (let at = 0; at < columns.length - 1; at++) {
    if (!filled[at]![0] || 1 - share(at) < leastBlank || share(at) === 0) break
    const outer = structural.at(-1)
    if (outer !== undefined && filled[outer]!.some((is, row) => is && !filled[at]![row])) break
    structural.push(at)
  }
  if (structural.length === 0) return null
  const lead = structural[0]!
  const rest = columns.map((_, at) => at).filter((at) => at > structural.at(-1)!)
  if (!rest.some((at) => share(at) >= 0.95)) return null
  // Written once means written anew only when it changes.
  const written = columnOf(grid, lead).filter(isFilled)
  const again = written.filter((value, at) => at > 0 && value === written[at - 1]).length
  if (again > written.length * 0.2 || written.length < 2) return null
  // Further right, what is written in exactly the same rows belongs to them as well.
  const same = rest.filter((at) => share(at) < 1 && filled[at]!.every((is, row) => is === filled[lead]![row]))
  const all = [...structural, ...same]
  const names = all.map((at) => columns[at]!)
  const above = new Map<number, string | null>()
  const after = rows.map((row) =>
    row.map((cell, at) => {
      if (!all.includes(at)) return cell
      if (isFilled(cell)) above.set(at, cell)
      return above.get(at) ?? null
    }),
  )
  return {
    kind: 'fill_down',
    score: 0.7 + Math.min(0.25, 1 - share(lead) - leastBlank),
    why: `${names.map((name) => `"${name}"`).join(', ')} ${names.length > 1 ? 'are' : 'is'} written once for the rows below`,
    ops: () => [{ op: 'fill_down', columns: names }],
    after: { columns, rows: after },
  }
}
