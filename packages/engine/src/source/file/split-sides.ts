import { type Block, growBlock, openBlock } from './block.ts'
import { isBlank } from './dialect.ts'
import type { PlacedRecord } from './find-heading.ts'
import { groupBlocks } from './group-blocks.ts'
import type { Group } from './lay-table.ts'
import type { TableLayout } from './table-layout.ts'

type Side = NonNullable<TableLayout['side']>

/** One of several tables side by side. */
export type SideGroup = { side: Side; group: Group }

/**
 * Parts a group into tables that stand side by side with an empty column between them: each has a header of its own, and
 * they begin or end in other rows, or call their columns the same. Null where it is one table, which may have empty columns.
 */
export function splitSides(group: Group): SideGroup[] | null {
  let sides = runsOfColumns(group.blocks).map((side) => ({ side, groups: groupsWithin(group.blocks, side) }))
  for (let at = 1; at < sides.length; ) {
    const [left, right] = [sides[at - 1]!, sides[at]!]
    if (areApart(left, right)) {
      at++
      continue
    }
    const side = { from: left.side.from, to: right.side.to }
    sides = sides.toSpliced(at - 1, 2, { side, groups: groupsWithin(group.blocks, side) })
  }
  if (sides.length < 2) return null
  return sides.flatMap(({ side, groups }) => groups.map((one) => ({ side, group: one })))
}

/** Runs of columns that hold anything, between those that hold nothing. */
function runsOfColumns(blocks: readonly Block[]): Side[] {
  const runs: Side[] = []
  const width = Math.max(...blocks.map((block) => block.width))
  for (let at = 0; at < width; at++) {
    if (!blocks.some((block) => block.columns[at])) continue
    const last = runs.at(-1)
    if (last && last.to === at - 1) last.to = at
    else runs.push({ from: at, to: at })
  }
  return runs
}

/** The groups of blocks that the records make if only some columns are looked at; rows that are blank there part them. */
function groupsWithin(blocks: readonly Block[], { from, to }: Side): Group[] {
  const within: Block[] = []
  for (const block of blocks) {
    let open: Block | undefined
    const records = block.head.map(({ row, cells }): PlacedRecord => ({ row, cells: cells.slice(from, to + 1) }))
    for (const record of records) {
      if (record.cells.every(isBlank)) open = undefined
      else {
        if (!open) {
          open = openBlock(record.row)
          within.push(open)
        }
        growBlock(open, record, records.length)
      }
    }
    // What follows the records that were kept is known by its columns only.
    const columns = block.columns.slice(from, to + 1)
    if (open && block.rows > block.head.length) {
      open.columns = columns
      open.last = Math.max(open.last, ...columns.map((column) => column?.last ?? 0))
      open.rows = Math.max(open.rows, ...columns.map((column) => column?.count ?? 0))
      open.trailing = []
    }
  }
  return within.length > 0 ? groupBlocks(within) : []
}

function areApart(left: { side: Side; groups: Group[] }, right: { side: Side; groups: Group[] }): boolean {
  const [a, b] = [mainTable(left), mainTable(right)]
  if (!a || !b) return false
  if (a.header !== b.header || a.last !== b.last) return true
  const again = b.names.filter((name) => a.names.includes(name)).length
  return again * 2 >= Math.min(a.names.length, b.names.length)
}

/** Of a side: where the largest table in it begins and ends, and its header; undefined when there is none. */
function mainTable({ side, groups }: { side: Side; groups: Group[] }) {
  if (side.to === side.from) return undefined
  const tables = groups.flatMap(({ heading, records, blocks }) => {
    const header = heading && records[heading.header]
    const names = header ? header.cells.flatMap((cell) => (isBlank(cell) ? [] : [cell!.trim().toLowerCase()])) : []
    const last = blocks.at(-1)!.last
    return header && names.length >= 2 && last > header.row ? [{ header: header.row, last, names }] : []
  })
  return tables.toSorted((a, b) => b.last - b.header - (a.last - a.header))[0]
}
