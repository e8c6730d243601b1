import { Readable } from 'node:stream'
import type { ThreadEvent } from '@godwit/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How often a comment is sent while nothing happens, so that no proxy takes the stream for dead. */
const heartbeatMs = 15_000

/**
 * Answers with server-sent events: `id:` the sequence, `event:` the type, `data:` the event as JSON. Ends when the
 * client leaves, when `closing` aborts (the server goes down; clients come back by themselves with Last-Event-ID), or
 * when `follow` ends.
 */
export function sendEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    follow,
    closing,
    beatMs = heartbeatMs,
  }: {
    follow: (signal: AbortSignal) => AsyncIterable<ThreadEvent>
    closing: AbortSignal
    beatMs?: number
  },
): FastifyReply {
  const gone = new AbortController()
  request.raw.once('close', () => {
    // a request body's end is a close too; the client has left when the reply cannot be written any more
    if (reply.raw.destroyed || reply.raw.writableEnded) gone.abort()
  })
  reply.raw.once('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  return (
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // The connection ends with the stream, so that a server that goes down need not wait for it to be idle.
      .header('connection', 'close')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(withHeartbeats(follow(signal), signal, beatMs), { objectMode: false, highWaterMark: 16_384 }))
  )
}

/** Events as text, with a comment whenever `beatMs` passes without one. */
async function* withHeartbeats(events: AsyncIterable<ThreadEvent>, signal: AbortSignal, beatMs: number) {
  const iterator = events[Symbol.asyncIterator]()
  try {
    // sent at once, so that headers reach the client before the first event does
    yield ': connected\n\n'
    let next = iterator.next()
    while (!signal.aborted) {
      const turn = await orBeat(next, beatMs)
      if (turn === 'beat') {
        yield ': still here\n\n'
        continue
      }
      if (turn.done) return
      yield renderEvent(turn.value)
      next = iterator.next()
    }
  } finally {
    await iterator.return?.()
  }
}

async function orBeat<Turn>(next: Promise<Turn>, ms: number): Promise<Turn | 'beat'> {
  let timer: NodeJS.Timeout | undefined
  const beat = new Promise<'beat'>((resolve) => {
    timer = setTimeout(resolve, ms, 'beat').unref()
  })
  try {
    return await Promise.race([next, beat])
  } finally {
    clearTimeout(timer)
  }
}

/** One event in the format of the HTML standard. JSON has no raw line ends, so one `data:` line is enough. */
export const renderEvent = (event: ThreadEvent): string =>
  `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
