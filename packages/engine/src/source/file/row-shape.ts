import { type CellKind, cellKind } from './cell-kind.ts'
import { type Cell, type Dialect, isBlank } from './dialect.ts'
import { splitRecords, TooManyColumns } from './split-records.ts'

/** What the rows of a file look like, from its beginning. */
export type RowShape = {
  dialect: Dialect
  /** How many cells most of them have. */
  width: number
  /** Other numbers of cells that so many records have that they cannot be mistakes. */
  usualWidths: ReadonlySet<number>
  columns: readonly ColumnShape[]
}

/** The kind that nearly all filled cells of a column are of, unless it is text; and the share of its empty cells. */
export type ColumnShape = { kind: CellKind | undefined; blankShare: number }

const learntRecords = 2000
const leastRecords = 3

/** Undefined when there are too few records, or none of them has two cells. */
export function learnRowShape(text: string, dialect: Dialect): RowShape | undefined {
  const records: Cell[][] = []
  try {
    splitRecords(text, 0, { dialect, isLast: true }, (cells) => {
      if (cells.length > 1 || !isBlank(cells[0])) records.push(cells)
      return records.length < learntRecords
    })
  } catch (error) {
    if (!(error instanceof TooManyColumns)) throw error
  }
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [width, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
  if (width < 2 || most < leastRecords) return undefined
  const usual = [...counts].filter(([, count]) => count >= 3 && count * 5 >= records.length)
  const rows = records.filter(({ length }) => length === width)
  return {
    dialect,
    width,
    usualWidths: new Set(usual.map(([count]) => count)),
    columns: Array.from({ length: width }, (_, at) => describeColumn(rows, at)),
  }
}

function describeColumn(rows: readonly (readonly Cell[])[], at: number): ColumnShape {
  const counts = new Map<CellKind, number>()
  for (const cells of rows.slice(0, 200)) {
    const kind = cellKind(cells[at])
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const blanks = counts.get('blank') ?? 0
  const seen = Math.min(rows.length, 200)
  const filled = seen - blanks
  // One cell may be the name of the column.
  const typed = [...counts].find(
    ([kind, count]) => kind !== 'blank' && kind !== 'text' && count >= 2 && count >= (filled - 1) * 0.9,
  )
  return { kind: typed?.[0], blankShare: blanks / seen }
}
