/**
 * Characters to insert, delete, replace or swap with their neighbour to turn one text into the other; `limit + 1` as soon
 * as it is more than `limit`. The work grows with the length times the limit, not with the square of the length.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0
  const tooFar = limit + 1
  if (Math.abs(a.length - b.length) > limit) return tooFar
  let beforeLast = new Array<number>(b.length + 1).fill(tooFar)
  let last = Array.from({ length: b.length + 1 }, (_, at) => Math.min(at, tooFar))
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(tooFar)
    // Farther from the diagonal than the limit nothing can be near enough.
    const from = Math.max(1, i - limit)
    const to = Math.min(b.length, i + limit)
    if (i <= limit) row[0] = i
    let least = row[0]!
    for (let j = from; j <= to; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      if (cost > tooFar) cost = tooFar
      row[j] = cost
      if (cost < least) least = cost
    }
    if (least > limit) return tooFar
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
