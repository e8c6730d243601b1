import type { Component } from '../manifest/component.ts'
import { children, list, raw, text } from '../manifest/component.ts'
import { evaluateCondition, evaluateNumber, evaluateText, type Runtime } from '../runtime.ts'
import { searchRegex } from '../template/python-regex.ts'
import type { ApiResponse } from './api-request.ts'
import { responseVariables } from './response-variables.ts'
import { retryAfterMs, untilMs } from './wait-time.ts'

export type Action = 'SUCCESS' | 'RETRY' | 'FAIL' | 'IGNORE' | 'RATE_LIMITED' | 'REFRESH_TOKEN_THEN_RETRY'

export type Verdict = {
  action: Action
  /** What the connector says about it, when it says something. */
  message: string | null
  /** The handler whose waits and retries count. */
  handler: Component | undefined
}

/**
 * What an answer means. The filters of all handlers are asked in order, the first that matches decides; within a filter
 * one condition is enough. Where none matches: 2xx is success, 429 a limit, 5xx and 408 worth a retry, the rest a failure.
 */
export function judge(runtime: Runtime, handler: Component | undefined, response: ApiResponse): Verdict {
  const handlers = flatten(handler)
  for (const one of handlers)
    for (const filter of children(one, 'response_filters'))
      if (matches(runtime, filter, response)) {
        const action = (text(filter, 'action') as Action | undefined) ?? byStatus(response.status)
        const message = evaluateText(runtime, filter, raw(filter, 'error_message'), responseVariables(response))
        return { action, message, handler: one }
      }
  return { action: byStatus(response.status), message: null, handler: handlers[0] }
}

function flatten(handler: Component | undefined): Component[] {
  if (!handler) return []
  return handler.type === 'CompositeErrorHandler' ? children(handler, 'error_handlers').flatMap(flatten) : [handler]
}

export function byStatus(status: number): Action {
  if (status >= 200 && status < 300) return 'SUCCESS'
  if (status === 304) return 'IGNORE'
  if (status === 429) return 'RATE_LIMITED'
  if (status >= 500 || status === 408) return 'RETRY'
  return 'FAIL'
}

function matches(runtime: Runtime, filter: Component, response: ApiResponse): boolean {
  if (list(filter, 'http_codes').some((code) => Number(code) === response.status)) return true
  const predicate = raw(filter, 'predicate')
  if (
    predicate !== undefined &&
    predicate !== '' &&
    evaluateCondition(runtime, filter, predicate, responseVariables(response))
  )
    return true
  const words = text(filter, 'error_message_contains')
  return words !== undefined && words !== '' && messageOf(response).includes(words)
}

/** The message of an error answer, wherever its API keeps it; the body itself when it keeps it nowhere. */
export function messageOf(response: ApiResponse): string {
  return find(response.json, 0) ?? response.body.subarray(0, 2000).toString('utf8')
}

function find(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value
  if (depth > 4 || typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) {
    const parts = value.map((item) => find(item, depth + 1)).filter((part) => part !== null)
    return parts.length === 0 ? null : parts.join(', ')
  }
  for (const name of [
    'message',
    'messages',
    'error',
    'errors',
    'failures',
    'failure',
    'detail',
    'details',
    'err',
    'error_message',
    'error_description',
    'msg',
    'reason',
    'status_message',
  ])
    if (name in value) {
      const found = find((value as Record<string, unknown>)[name], depth + 1)
      if (found !== null) return found
    }
  return null
}

/** Where a wait is longer than this, waiting inside a read makes no sense: the run ends and says when to come back. */
export const maxWaitMs = 15 * 60_000

/**
 * How long to wait before the try with this number (1 for the first retry), by the first backoff of the handler that has
 * an opinion; null when none has.
 */
export function declaredWaitMs(
  runtime: Runtime,
  handler: Component | undefined,
  response: ApiResponse | null,
  attempt: number,
  random: () => number,
): number | null {
  for (const strategy of handler ? children(handler, 'backoff_strategies') : []) {
    const wait = strategyWaitMs(runtime, strategy, response, attempt, random)
    if (wait !== null) return wait
  }
  return null
}

function strategyWaitMs(
  runtime: Runtime,
  strategy: Component,
  response: ApiResponse | null,
  attempt: number,
  random: () => number,
): number | null {
  switch (strategy.type) {
    case 'ConstantBackoffStrategy': {
      const seconds = evaluateNumber(runtime, strategy, raw(strategy, 'backoff_time_in_seconds')) ?? 0
      const jitter = evaluateNumber(runtime, strategy, raw(strategy, 'jitter_range_in_seconds')) ?? 0
      return Math.max(0, (seconds + (random() * 2 - 1) * jitter) * 1000)
    }
    case 'ExponentialBackoffStrategy':
      return exponentialMs(evaluateNumber(runtime, strategy, raw(strategy, 'factor')) ?? 5, attempt)
    case 'WaitTimeFromHeader': {
      const value = headerValue(runtime, strategy, response)
      const wait = retryAfterMs(value, runtime.now())
      const most = evaluateNumber(runtime, strategy, raw(strategy, 'max_waiting_time_in_seconds'))
      return wait !== null && most !== undefined && wait > most * 1000 ? Number.POSITIVE_INFINITY : wait
    }
    default: {
      const wait = untilMs(headerValue(runtime, strategy, response), runtime.now())
      const least = evaluateNumber(runtime, strategy, raw(strategy, 'min_wait'))
      if (wait === null) return least === undefined ? null : least * 1000
      return Math.max(wait, (least ?? 0) * 1000)
    }
  }
}

export const exponentialMs = (factorSeconds: number, attempt: number): number =>
  factorSeconds * 2 ** (attempt - 1) * 1000

function headerValue(runtime: Runtime, strategy: Component, response: ApiResponse | null): string | undefined {
  const name = evaluateText(runtime, strategy, raw(strategy, 'header')) ?? ''
  const value = response?.headers[name.toLowerCase()]
  const pattern = text(strategy, 'regex')
  if (value === undefined || pattern === undefined) return value
  const found = searchRegex(value, pattern)
  return found?.[1] ?? found?.[0]
}
