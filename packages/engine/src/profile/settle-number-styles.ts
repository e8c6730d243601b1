import type { ColumnProfile } from '@godwit/contract'

/**
 * A column of `1.234` and `87` reads with either decimal mark. Its neighbours usually prove one: a table comes from one
 * system with one locale. Columns that prove their own mark keep it.
 */
export function settleNumberStyles(columns: readonly ColumnProfile[]): ColumnProfile[] {
  let dot = 0
  let comma = 0
  for (const column of columns) {
    const difference = rowsRead(column, 'dot') - rowsRead(column, 'comma')
    if (difference > 0) dot += 1
    if (difference < 0) comma += 1
  }
  if (comma <= dot) return [...columns]
  return columns.map((column) => {
    const undecided = rowsRead(column, 'dot') > 0 && rowsRead(column, 'dot') === rowsRead(column, 'comma')
    if (!undecided) return column
    const ofComma = column.numbers.filter(({ format }) => format === 'comma')
    return { ...column, numbers: [...ofComma, ...column.numbers.filter(({ format }) => format !== 'comma')] }
  })
}

const rowsRead = (column: ColumnProfile, style: string): number =>
  column.numbers.find(({ format }) => format === style)?.fits ?? 0
