/** A sheet to compare: the header first, then its records. */
export type Sheet = readonly (readonly string[])[]

/**
 * How a sheet compares with what is right.
 *
 * - Rows are aligned by the key columns; among several rows of one key the first stands beside the first.
 * - `expected` and `equal` count cells of the expected columns. A missing row's cells are expected and not equal;
 *   each cell of an extra row takes one equal cell away.
 * - `score` = max(0, equal − cells of extra rows) / expected, 0..1. A sheet that is expected empty and is, scores 1.
 */
export type SheetScore = {
  expected: number
  equal: number
  missingRows: number
  extraRows: number
  extraCells: number
  score: number
  /** Expected columns with the number of cells that differ in aligned rows, worst first; only those that have any. */
  wrongColumns: { column: string; cells: number }[]
}

export function scoreSheet(expected: Sheet, actual: Sheet, keys: readonly string[]): SheetScore {
  const [header = [], ...rows] = expected
  const places = placesOf(header, actual[0] ?? [])
  const byKey = groupByKey(actual, keys)
  const wrong = new Map<string, number>()
  let equal = 0
  let missingRows = 0
  for (const row of rows) {
    const match = byKey.get(keyOf(header, row, keys))?.shift()
    if (!match) {
      missingRows++
      continue
    }
    for (const [at, column] of header.entries()) {
      if ((match[places[at] ?? -1] ?? '') === row[at]) equal++
      else wrong.set(column, (wrong.get(column) ?? 0) + 1)
    }
  }
  const extraRows = [...byKey.values()].reduce((sum, left) => sum + left.length, 0)
  const total = rows.length * header.length
  const extraCells = extraRows * header.length
  return {
    expected: total,
    equal,
    missingRows,
    extraRows,
    extraCells,
    score: total === 0 ? (extraRows === 0 ? 1 : 0) : Math.max(0, equal - extraCells) / total,
    wrongColumns: [...wrong]
      .map(([column, cells]) => ({ column, cells }))
      .sort((a, b) => b.cells - a.cells || (a.column < b.column ? -1 : 1)),
  }
}

/** Scores of several sheets as one: all their cells together. */
export function sumScores(scores: readonly SheetScore[]): Omit<SheetScore, 'wrongColumns'> {
  const sum = (pick: (score: SheetScore) => number) => scores.reduce((total, score) => total + pick(score), 0)
  const expected = sum((score) => score.expected)
  const equal = sum((score) => score.equal)
  const extraCells = sum((score) => score.extraCells)
  return {
    expected,
    equal,
    missingRows: sum((score) => score.missingRows),
    extraRows: sum((score) => score.extraRows),
    extraCells,
    score: expected === 0 ? 1 : Math.max(0, equal - extraCells) / expected,
  }
}

const placesOf = (wanted: readonly string[], header: readonly string[]) => wanted.map((name) => header.indexOf(name))

function keyOf(header: readonly string[], row: readonly string[], keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => row[header.indexOf(key)] ?? ''))
}

function groupByKey([header = [], ...rows]: Sheet, keys: readonly string[]): Map<string, (readonly string[])[]> {
  const groups = new Map<string, (readonly string[])[]>()
  for (const row of rows) {
    const key = keyOf(header, row, keys)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
