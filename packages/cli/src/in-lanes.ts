/**
 * Results of `work` in the order of `items`, with up to `lanes` items worked on at once. When one fails, no more are
 * begun, and those under way are waited for before the failure is thrown.
 */
export async function* inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const underWay: Promise<Result>[] = []
  let next = 0
  const fill = () => {
    while (next < items.length && underWay.length < lanes) {
      const promise = work(items[next++] as Item)
      // a failure is met when its turn comes
      promise.catch(() => {})
      underWay.push(promise)
    }
  }
  try {
    fill()
    while (underWay.length > 0) {
      const result = await (underWay[0] as Promise<Result>)
      underWay.shift()
      fill()
      yield result
    }
  } finally {
    await Promise.allSettled(underWay)
  }
}
