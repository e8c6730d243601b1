import type { FastifyReply, FastifyRequest } from 'fastify'
import { EngineError } from '../errors.ts'
import { countRequest } from '../store/queries/count-request.ts'
import type { Queryable } from '../store/store.ts'
import type { Caller } from './caller.ts'

export const windowMs = 60_000

/**
 * Counts a request of this key at this endpoint, in the store, so that several API processes share the count. Windows
 * are the minutes of the clock. Sets the `RateLimit-*` headers; beyond `perMinute` throws `rate_limited`. 0 = off.
 */
export async function limitRate(
  store: Queryable,
  {
    request,
    reply,
    caller,
    now,
    perMinute,
  }: {
    request: FastifyRequest
    reply: FastifyReply
    caller: Caller
    now: Date
    perMinute: number
  },
): Promise<void> {
  if (perMinute === 0) return
  const windowStart = new Date(Math.floor(now.getTime() / windowMs) * windowMs)
  const endpoint = `${request.method} ${request.routeOptions.url}`
  const requests = await countRequest(store, { subject: caller.apiKeyId, endpoint, windowStart })
  const resetSeconds = Math.max(1, Math.ceil((windowStart.getTime() + windowMs - now.getTime()) / 1000))
  reply.headers({
    'ratelimit-limit': perMinute,
    'ratelimit-remaining': Math.max(0, perMinute - requests),
    'ratelimit-reset': resetSeconds,
  })
  if (requests <= perMinute) return
  reply.header('retry-after', resetSeconds)
  throw new EngineError('rate_limited', 'Too many requests')
}
