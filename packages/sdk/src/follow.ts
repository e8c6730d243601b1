import type { IncludeLevel, ThreadEvent } from '@godwit/contract'
import { GodwitError } from './godwit-error.ts'
import { SseParser } from './parse-sse.ts'
import { pause, type Requester } from './request.ts'

export type FollowOptions = {
  /** Sequence to start after; 0 or left out: from the beginning. */
  after?: number
  include?: IncludeLevel
  signal?: AbortSignal
}

const firstWaitMs = 200
const longestWaitMs = 5_000

/**
 * A migration's thread, live, for as long as the caller reads it: every event once and in order, over any number of
 * broken connections (each reconnect names the last sequence seen, and what comes again is passed over). Ends when
 * `signal` aborts; throws a GodwitError where waiting cannot help (a revoked key, no such migration).
 */
export async function* follow(
  requester: Requester,
  migrationId: string,
  options: FollowOptions = {},
): AsyncGenerator<ThreadEvent, void, void> {
  const { include, signal } = options
  let last = options.after ?? 0
  let waitMs = firstWaitMs
  while (!signal?.aborted) {
    try {
      const response = await requester.open({
        method: 'GET',
        path: `/migrations/${encodeURIComponent(migrationId)}/thread/stream`,
        query: { include, after: last },
        headers: last > 0 ? { 'last-event-id': String(last) } : {},
        signal,
      })
      for await (const event of readEvents(response)) {
        waitMs = firstWaitMs
        if (event.sequence <= last) continue
        last = event.sequence
        yield event
      }
    } catch (error) {
      if (signal?.aborted) return
      if (error instanceof GodwitError && error.retry !== 'later') throw error
    }
    await pause(waitMs, signal).catch(() => {})
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }
}

/** The events of one connection; ends when it ends, however it ends. */
async function* readEvents(response: Response): AsyncGenerator<ThreadEvent, void, void> {
  if (!response.body) return
  const parser = new SseParser()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }) as const)
      if (done) return
      for (const { data } of parser.push(value)) yield JSON.parse(data) as ThreadEvent
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
