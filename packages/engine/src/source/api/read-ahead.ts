/** Something to be worked on, with what comes of it. */
export type Ahead<Item, Result> = { item: Item; results: AsyncGenerator<Result, void, void> }

/**
 * Works on the next items while the results of the first are being taken: at most `most` at once, each no further than
 * its first result. Items and results come in order, whatever is ready earlier, so that whoever takes them sees what he
 * would see with one after another. Leaving the loop stops the work on all: the signal that `work` gets aborts.
 */
export async function* readAhead<Item, Result>(
  items: AsyncGenerator<Item, void, void>,
  work: (item: Item, signal: AbortSignal) => AsyncGenerator<Result, void, void>,
  { most, signal }: { most: number; signal?: AbortSignal | undefined },
): AsyncGenerator<Ahead<Item, Result>, void, void> {
  const stop = new AbortController()
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const queue: {
    item: Item
    first: Promise<IteratorResult<Result, void>>
    rest: AsyncGenerator<Result, void, void>
  }[] = []
  let isOver = false
  try {
    for (;;) {
      while (!isOver && queue.length < most) {
        const next = await items.next()
        if (next.done) isOver = true
        else {
          const rest = work(next.value, both)
          const first = rest.next()
          // A failure is told when its turn comes, or never.
          first.catch(() => {})
          queue.push({ item: next.value, first, rest })
        }
      }
      const head = queue[0]
      if (!head) return
      yield { item: head.item, results: inOrder(head.first, head.rest) }
      queue.shift()
    }
  } finally {
    if (queue.length > 0) stop.abort(new Error('the read was left'))
    await Promise.allSettled(queue.map(({ first }) => first))
    await Promise.allSettled(queue.map(({ rest }) => rest.return()))
    await items.return()
  }
}

async function* inOrder<Result>(
  first: Promise<IteratorResult<Result, void>>,
  rest: AsyncGenerator<Result, void, void>,
): AsyncGenerator<Result, void, void> {
  const begun = await first
  if (begun.done) return
  yield begun.value
  yield* rest
}
