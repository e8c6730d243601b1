import { isBlank } from './dialect.ts'
import type { PlacedRecord } from './find-heading.ts'

/** A run of records between blank ones. */
export type Block = {
  first: number
  last: number
  rows: number
  /** The first records. */
  head: PlacedRecord[]
  /** Trailing records with a single filled cell. */
  trailing: PlacedRecord[]
  /** For each column that holds anything: in how many records, the first and the last of them. */
  columns: ({ count: number; first: number; last: number } | undefined)[]
  width: number
  maxFilled: number
}

const keptTrailing = 50

export const openBlock = (row: number): Block => ({
  first: row,
  last: row,
  rows: 0,
  head: [],
  trailing: [],
  columns: [],
  width: 0,
  maxFilled: 0,
})

/** Adds a record that is not blank; the block keeps the first `kept` of its records. */
export function growBlock(block: Block, { row, cells }: PlacedRecord, kept: number) {
  let filled = 0
  let lastFilled = -1
  for (let at = 0; at < cells.length; at++) {
    if (isBlank(cells[at])) continue
    filled++
    lastFilled = at
    const column = block.columns[at]
    if (column) {
      column.count++
      column.last = row
    } else block.columns[at] = { count: 1, first: row, last: row }
  }
  block.last = row
  block.rows++
  if (lastFilled + 1 > block.width) block.width = lastFilled + 1
  if (filled > 1 && block.trailing.length > 0) block.trailing = []
  if (filled === 1 && block.trailing.length < keptTrailing) block.trailing.push({ row, cells })
  if (block.head.length < kept) {
    block.head.push({ row, cells })
    if (filled > block.maxFilled) block.maxFilled = filled
  }
}
