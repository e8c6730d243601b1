import type { Queryable, Store } from '../store/store.ts'

/**
 * A store that is one open transaction, so that a whole call (the change, its audit line, its kept first reply) commits
 * together: after a crash at any instant the call has either happened, with its reply kept, or not at all.
 *
 * A statement that fails undoes only itself, and an inner `transaction` undoes only its own work, as they would
 * against the pool. Inner transactions must not overlap.
 */
export function storeWithin(tx: Queryable, outer: Store): Store {
  let points = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** One at a time: savepoints of statements under way together would close over each other. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }

  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const point = `call_${++points}`
    await tx.query(`SAVEPOINT ${point}`)
    try {
      const result = await work()
      await tx.query(`RELEASE SAVEPOINT ${point}`)
      return result
    } catch (error) {
      // a connection that is gone has rolled back by itself; what counts is why
      await tx.query(`ROLLBACK TO SAVEPOINT ${point}`).catch(() => undefined)
      throw error
    }
  }

  return {
    query: (statement, values) => inTurn(() => guarded(() => tx.query(statement, values))),
    transaction: (work) => guarded(() => work({ query: (statement, values) => tx.query(statement, values) })),
    listen: (channel, onNotify) => outer.listen(channel, onNotify),
    close: async () => {},
  }
}
