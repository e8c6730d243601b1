import type { IncludeLevel, ThreadEvent } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { threadChannel } from '../store/queries/insert-events.ts'
import type { Store } from '../store/store.ts'
import { openBell } from '../util/bell.ts'
import { readEvents, type ThreadPage } from './read-events.ts'

/** A notification can be lost with a connection that dies unnoticed; so the thread is read at least this often. */
const safetyReadMs = 10_000

/**
 * Everything in a thread after `after`, then what comes, one event at a time, until `signal` aborts or the migration is
 * removed.
 *
 * A notification only says "look again"; what is given is always read from the store after the last sequence given. So
 * nothing is lost or doubled, whatever happens to notifications; a store that is away for a while delays events only.
 */
export async function* followEvents(
  store: Store,
  migrationId: string,
  { after = 0, include = 'user', signal }: { after?: number; include?: IncludeLevel; signal: AbortSignal },
): AsyncGenerator<ThreadEvent, void, void> {
  const bell = openBell(signal)
  // Listening starts before the first read: what is committed in between rings.
  const unlisten = await store.listen(threadChannel, (payload) => {
    if (payload === null || payload === migrationId) bell.ring()
  })
  try {
    let cursor = after
    while (!signal.aborted) {
      const page = await readPatiently(store, migrationId, { after: cursor, include, signal })
      if (!page) return
      for (const event of page.events) {
        if (signal.aborted) return
        yield event
      }
      const more = page.last_sequence > cursor
      cursor = Math.max(cursor, page.last_sequence)
      if (!more) await bell.wait(safetyReadMs)
    }
  } finally {
    bell.close()
    await unlisten()
  }
}

/** Reads again while the store cannot be reached; null when the migration is gone or the follower has left. */
async function readPatiently(
  store: Store,
  migrationId: string,
  { after, include, signal }: { after: number; include: IncludeLevel; signal: AbortSignal },
): Promise<ThreadPage | null> {
  for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await readEvents(store, migrationId, { after, include })
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'store_unavailable')) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  return null
}
