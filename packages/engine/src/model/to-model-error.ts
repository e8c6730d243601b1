import { ModelError } from './model.ts'

/** What the library's errors have in common, as far as it is read here. */
type ProviderError = { statusCode?: number; responseHeaders?: Record<string, string>; cause?: unknown; code?: unknown }

/** Any failure of a call as a ModelError. What the provider wrote is not repeated: it may quote what it was sent. */
export function toModelError(error: unknown, { slow, timeoutMs }: { slow: boolean; timeoutMs: number }): ModelError {
  if (error instanceof ModelError) return error
  const { statusCode: status, responseHeaders } = (error ?? {}) as ProviderError
  const retryAfterMs = readRetryAfter(responseHeaders?.['retry-after'])
  if (slow)
    return new ModelError('slow', `the model did not answer within ${Math.round(timeoutMs / 1000)} s`, { cause: error })
  if (status === undefined) {
    return hasNetworkCode(error)
      ? new ModelError('unreachable', 'the model’s server could not be reached', { cause: error })
      : new ModelError('unreadable', 'the model’s answer could not be read', { cause: error })
  }
  if (status === 401 || status === 403) {
    return new ModelError('key_refused', `the model’s provider refused the key (HTTP ${status})`, { cause: error })
  }
  if (status === 408 || status === 409 || status === 429 || status === 529) {
    return new ModelError('busy', `the model’s provider has no room for the request now (HTTP ${status})`, {
      retryAfterMs,
      cause: error,
    })
  }
  if (status >= 500) {
    return new ModelError('unreachable', `the model’s server failed (HTTP ${status})`, { retryAfterMs, cause: error })
  }
  if (status >= 200 && status < 300) {
    return new ModelError('unreadable', 'the model’s answer could not be read', { cause: error })
  }
  return new ModelError('request_refused', `the model’s provider refused the request (HTTP ${status})`, {
    cause: error,
  })
}

function readRetryAfter(value: string | undefined): number | null {
  const seconds = /^\d{1,6}$/.test(value?.trim() ?? '') ? Number(value) : Number.NaN
  return Number.isFinite(seconds) ? seconds * 1000 : null
}

/** Whether a socket, a name or a connection failed anywhere below the error. */
function hasNetworkCode(error: unknown): boolean {
  let current = error as ProviderError | undefined
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
    if (typeof current.code === 'string' && /^(?:E[A-Z]+|UND_ERR_.*)$/.test(current.code)) return true
    current = current.cause as ProviderError | undefined
  }
  return false
}
