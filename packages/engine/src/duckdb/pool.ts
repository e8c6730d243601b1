import type { Duckdb } from './duckdb.ts'

/**
 * A few warm databases that take turns at short reads. Work beyond `size` waits in order. A database on which work
 * failed is closed rather than given on, because a crash or an interrupt may have left it unusable.
 */
export type DuckdbPool = {
  use<Result>(work: (db: Duckdb) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export function openDuckdbPool(open: () => Promise<Duckdb>, size: number): DuckdbPool {
  const idle: Duckdb[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let closed = false

  const free = () => {
    busy -= 1
    waiting.shift()?.()
  }
  return {
    async use(work) {
      while (busy >= size) await new Promise<void>((resolve) => waiting.push(resolve))
      if (closed) throw new Error('the pool is closed')
      busy += 1
      let db: Duckdb | undefined
      try {
        db = idle.pop() ?? (await open())
        const result = await work(db)
        if (closed) await db.close()
        else idle.push(db)
        return result
      } catch (error) {
        await db?.close()
        throw error
      } finally {
        free()
      }
    },
    async close() {
      closed = true
      for (const resolve of waiting.splice(0)) resolve()
      await Promise.all(idle.splice(0).map((db) => db.close()))
    },
  }
}
