import type { ColumnProfile } from '@godwit/contract'

/** Tables beyond these are not searched for dependencies: the search must never outweigh the rest of the profile. */
export const columnsAtMost = 80
export const cellsAtMost = 200_000_000

/** Above this share of different values a column says nothing about groups of rows. */
const nearlyUnique = 0.9
/** A column that is emptier than this is not looked at. */
const leastFilled = 0.02

/** Columns whose values repeat without being one and the same: only those can name or belong to a group of rows. */
export function dependencyColumns(columns: readonly ColumnProfile[], rowCount: number): ColumnProfile[] {
  const picked = columns.filter((column) => {
    const filled = Math.round(rowCount * (1 - column.empty_share))
    return (
      column.distinct_count >= 2 &&
      filled >= Math.max(4, rowCount * leastFilled) &&
      column.distinct_count <= filled * nearlyUnique &&
      column.kind !== 'json'
    )
  })
  if (picked.length > columnsAtMost || picked.length * rowCount > cellsAtMost) return []
  return picked
}
