/** What it is worth to give a column to a row. Pairs that are not listed are not possible. */
export type Gain = { row: number; column: number; gain: number }

/**
 * The assignment of rows to columns with the greatest sum of gains: each row gets at most one column and each column at
 * most one row; a row that gets none is worth `alone[row]` (0 where it is not given). Gains below that are never taken.
 *
 * The Hungarian method with potentials, on each connected group of rows and columns by itself: rows² × columns of the
 * group at most, so that a sparse problem costs about as much as it has pairs. Of equal sums the one with earlier
 * columns for earlier rows is taken: the same gains in the same order give the same assignment.
 */
export function solveAssignment(
  rows: number,
  columns: number,
  gains: readonly Gain[],
  alone: readonly number[] = [],
): (number | null)[] {
  const result: (number | null)[] = Array.from({ length: rows }, () => null)
  const worth = gains.filter(({ row, gain }) => gain > (alone[row] ?? 0))
  for (const group of groups(rows, columns, worth)) {
    const ownRows = [...new Set(group.map(({ row }) => row))].sort((a, b) => a - b)
    const ownColumns = [...new Set(group.map(({ column }) => column))].sort((a, b) => a - b)
    const rowAt = new Map(ownRows.map((row, at) => [row, at]))
    const columnAt = new Map(ownColumns.map((column, at) => [column, at]))
    // Past the real columns each row has one of its own, in which it stays alone.
    const cost = ownRows.map((row, at) => {
      const line = new Array<number>(ownColumns.length + ownRows.length).fill(impossible)
      line[ownColumns.length + at] = -(alone[row] ?? 0)
      return line
    })
    for (const { row, column, gain } of group) cost[rowAt.get(row)!]![columnAt.get(column)!] = -gain
    for (const [at, column] of cheapest(cost).entries()) {
      if (column < ownColumns.length) result[ownRows[at]!] = ownColumns[column]!
    }
  }
  return result
}

/** More than any sum of gains, and small enough to be added without losing digits. */
const impossible = 1e9

/** Pairs that share rows or columns, directly or through others. */
function groups(rows: number, columns: number, gains: readonly Gain[]): Gain[][] {
  const parent = Array.from({ length: rows + columns }, (_, at) => at)
  const root = (at: number): number => {
    let top = at
    while (parent[top] !== top) top = parent[top]!
    for (let next = at; parent[next] !== top; ) {
      const above = parent[next]!
      parent[next] = top
      next = above
    }
    return top
  }
  for (const { row, column } of gains) parent[root(rows + column)] = root(row)
  const found = new Map<number, Gain[]>()
  for (const gain of gains) {
    const at = root(gain.row)
    const group = found.get(at)
    if (group) group.push(gain)
    else found.set(at, [gain])
  }
  return [...found.values()]
}

/** For each row its column in the cheapest full assignment of a matrix that is at least as wide as it is high. */
function cheapest(cost: readonly (readonly number[])[]): number[] {
  const height = cost.length
  const width = cost[0]?.length ?? 0
  const ofRow = new Array<number>(height + 1).fill(0)
  const ofColumn = new Array<number>(width + 1).fill(0)
  /** Row (from 1) that holds a column (from 1), 0 for none. */
  const holder = new Array<number>(width + 1).fill(0)
  const cameFrom = new Array<number>(width + 1).fill(0)
  for (let row = 1; row <= height; row++) {
    holder[0] = row
    let column = 0
    const least = new Array<number>(width + 1).fill(Number.POSITIVE_INFINITY)
    const seen = new Array<boolean>(width + 1).fill(false)
    do {
      seen[column] = true
      const from = holder[column]!
      let delta = Number.POSITIVE_INFINITY
      let next = 0
      for (let to = 1; to <= width; to++) {
        if (seen[to]) continue
        const reduced = cost[from - 1]![to - 1]! - ofRow[from]! - ofColumn[to]!
        if (reduced < least[to]!) {
          least[to] = reduced
          cameFrom[to] = column
        }
        if (least[to]! < delta) {
          delta = least[to]!
          next = to
        }
      }
      for (let to = 0; to <= width; to++) {
        if (seen[to]) {
          ofRow[holder[to]!]! += delta
          ofColumn[to]! -= delta
        } else least[to]! -= delta
      }
      column = next
    } while (holder[column] !== 0)
    while (column !== 0) {
      const previous = cameFrom[column]!
      holder[column] = holder[previous]!
      column = previous
    }
  }
  const result = new Array<number>(height).fill(-1)
  for (let column = 1; column <= width; column++) if (holder[column] !== 0) result[holder[column]! - 1] = column - 1
  return result
}
