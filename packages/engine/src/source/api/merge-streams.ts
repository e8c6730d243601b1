/**
 * Runs several producers at once and yields what they make as it comes. Each may be ahead of the reader by `ahead` items,
 * so the next page is on its way while the last is being stored. Leaving the loop ends every producer.
 */
export async function* mergeStreams<T>(
  producers: readonly (() => AsyncIterable<T>)[],
  options: { concurrency: number; ahead: number },
): AsyncGenerator<T> {
  const ready: { item: T; taken: () => void }[] = []
  const waiting = [...producers]
  let running = 0
  let failure: { error: unknown } | undefined
  let closed = false
  let wake: () => void = () => {}
  let changed = new Promise<void>((resolve) => {
    wake = resolve
  })
  const notify = () => {
    wake()
    changed = new Promise<void>((resolve) => {
      wake = resolve
    })
  }

  async function run(producer: () => AsyncIterable<T>): Promise<void> {
    let inFlight = 0
    let freed: () => void = () => {}
    try {
      for await (const item of producer()) {
        if (closed) return
        inFlight++
        ready.push({
          item,
          taken: () => {
            inFlight--
            freed()
          },
        })
        notify()
        if (inFlight >= options.ahead)
          await new Promise<void>((resolve) => {
            freed = resolve
            release.add(resolve)
          })
        if (closed) return
      }
    } catch (error) {
      failure ??= { error }
    } finally {
      running--
      start()
      notify()
    }
  }

  const release = new Set<() => void>()
  function start(): void {
    while (!closed && running < options.concurrency) {
      const producer = waiting.shift()
      if (!producer) return
      running++
      void run(producer)
    }
  }

  start()
  try {
    for (;;) {
      const next = ready.shift()
      if (next) {
        next.taken()
        yield next.item
      } else if (failure) throw failure.error
      else if (running === 0 && waiting.length === 0) return
      else await changed
    }
  } finally {
    closed = true
    for (const resolve of release) resolve()
  }
}
