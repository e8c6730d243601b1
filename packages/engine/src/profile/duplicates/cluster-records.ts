/** Groups of records that belong together through any chain of pairs, each sorted, in order of their first record. */
export function clusterPairs(pairs: readonly { a: number; b: number }[]): number[][] {
  const parent = new Map<number, number>()
  const rootOf = (record: number): number => {
    let root = record
    while ((parent.get(root) ?? root) !== root) root = parent.get(root)!
    parent.set(record, root)
    return root
  }
  for (const { a, b } of pairs) {
    const [x, y] = [rootOf(a), rootOf(b)]
    if (x !== y) parent.set(Math.max(x, y), Math.min(x, y))
    else parent.set(x, x)
  }
  const clusters = Map.groupBy(
    [...parent.keys()].sort((x, y) => x - y),
    rootOf,
  )
  return [...clusters.values()].sort((x, y) => x[0]! - y[0]!)
}

/** Of pairs between two tables without duplicates of their own: each record once, the surest pairs first. */
export function pairOneToOne<Pair extends { a: number; b: number; odds: number }>(pairs: readonly Pair[]): Pair[] {
  const taken = new Set<number>()
  return [...pairs]
    .sort((x, y) => y.odds - x.odds || x.a - y.a || x.b - y.b)
    .filter(({ a, b }) => {
      if (taken.has(a) || taken.has(b)) return false
      taken.add(a)
      taken.add(b)
      return true
    })
}
