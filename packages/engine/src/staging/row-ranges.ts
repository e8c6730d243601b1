import type { ExcludedRows } from '@godwit/contract'

/** Row positions, added in any order, kept as inclusive ranges. */
export class RowRanges {
  readonly #ranges: [number, number][] = []
  rows = 0

  add(row: number) {
    this.addRange(row, row)
  }

  addRange(first: number, last: number) {
    this.rows += last - first + 1
    const previous = this.#ranges.at(-1)
    if (previous && previous[1] + 1 === first) previous[1] = last
    else this.#ranges.push([first, last])
  }

  /** Ranges in order, neighbours joined. */
  ranges(): [number, number][] {
    const sorted = this.#ranges.map(([first, last]): [number, number] => [first, last]).sort((a, b) => a[0] - b[0])
    const joined: [number, number][] = []
    for (const range of sorted) {
      const previous = joined.at(-1)
      if (previous && previous[1] + 1 >= range[0]) previous[1] = Math.max(previous[1], range[1])
      else joined.push(range)
    }
    return joined
  }
}

/** The excluded rows of a table by reason, in the contract's form; reasons without rows are left out. */
export function excludedRows(byReason: ReadonlyMap<ExcludedRows['reason'], RowRanges>): ExcludedRows[] {
  return [...byReason]
    .filter(([, ranges]) => ranges.rows > 0)
    .map(([reason, ranges]) => ({ reason, ranges: ranges.ranges(), rows: ranges.rows }))
}
