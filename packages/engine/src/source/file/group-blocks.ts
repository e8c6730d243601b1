import type { Block } from './block.ts'
import { cellKind } from './cell-kind.ts'
import { isBlank } from './dialect.ts'
import { findHeading } from './find-heading.ts'
import type { Group } from './lay-table.ts'
import { countFilled, sameCells } from './table-layout.ts'

/** Puts together the blocks that make one table each, in file order. */
export function groupBlocks(blocks: readonly Block[]): Group[] {
  const widest = Math.max(...blocks.map((block) => block.maxFilled))
  const isTitles = (block: Block) => widest > 1 && block.maxFilled <= Math.max(1, Math.floor(widest * 0.34))
  const groups: Group[] = []
  let preamble: Block[] = []
  blocks.forEach((block, at) => {
    const current = groups.at(-1)
    const next = blocks[at + 1]
    if (!current) {
      // Titles, and a header that a blank record parts from its data, belong to the first table.
      const lonely = block.rows - countTitles(block) <= 1 && next !== undefined && preamble.length + 1 < blocks.length
      const facts = next !== undefined && isFacts(block, next)
      if ((facts || isTitles(block) || (lonely && next!.maxFilled >= block.maxFilled * 0.5)) && next)
        preamble.push(block)
      else groups.push(openGroup([...preamble, block]))
      return
    }
    if (startsTable(current, block)) {
      groups.push(openGroup([...preamble.filter((one) => one.first > current.blocks.at(-1)!.last), block]))
      preamble = []
    } else if (isTitles(block) && next && startsTable(current, next)) {
      preamble = [block]
    } else current.blocks.push(block)
  })
  return groups
}

/** A few lines of a name and what it is, before a wider table: `Printed:,2024-03-01`. */
function isFacts(block: Block, next: Block): boolean {
  const { head, rows } = block
  if (rows > 12 || block.maxFilled > 2 || next.maxFilled < 3 || next.rows < 2) return false
  const named = head.filter(({ cells }) => /:\s*$/.test(cells[0] ?? '')).length
  if (named === head.length) return true
  return next.maxFilled >= 4 && next.rows > rows && (findHeading(head)?.contrast ?? 0) === 0
}

const countTitles = (block: Block) => block.head.filter(({ cells }) => countFilled(cells) <= 1).length

export function openGroup(blocks: Block[]): Group {
  const records = blocks.flatMap((block) => block.head)
  return { blocks, records, heading: findHeading(records) }
}

/**
 * Whether a block under a table is a table of its own: it has a header that is not the same again, and that does not
 * fit under the table above. Without typed columns to prove it, a title above it and another width have to speak.
 */
function startsTable(above: Group, block: Block): boolean {
  const heading = findHeading(block.head)
  if (!heading || heading.header > 3 || heading.header + 1 >= block.head.length) return false
  const header = block.head[heading.header]!
  if (countFilled(header.cells) < 2) return false
  const aboveHeader = above.heading ? above.records[above.heading.header]! : undefined
  if (aboveHeader && sameCells(header.cells, aboveHeader.cells)) return false
  const words = header.cells.every(
    (cell) => isBlank(cell) || cellKind(cell) === 'text' || /^[\p{L} ]+\d+%?$/u.test(cell!),
  )
  if (!words) return false
  if (heading.contrast >= 0.5) return true
  const titled = heading.header > 0
  return titled && aboveHeader !== undefined && countFilled(header.cells) !== countFilled(aboveHeader.cells)
}
