import { type ErrorCode, errorCodes, type Retry } from '@godwit/contract'

/** One field of a request, or one place in a document, that is wrong. `path` is dotted (`files.0.name`). */
export type ErrorDetail = { path: string; message: string }

type Extra = {
  /** For the log only: no secrets, no cell values. */
  detail?: Record<string, unknown>
  /** Shown to the caller beside the message. */
  details?: readonly ErrorDetail[]
  cause?: unknown
}

/**
 * An operation failed for a reason the caller can act on. Anything else that is thrown is a bug and reaches the client
 * as `internal`.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  /** Whether trying again can help: never, after a wait, or after someone fixes something. */
  readonly retry: Retry
  readonly detail: Record<string, unknown>
  readonly details: readonly ErrorDetail[]

  /** @param message for the person at the screen: what happened, then what to do. */
  constructor(code: ErrorCode, message: string, { detail = {}, details = [], cause }: Extra = {}) {
    super(message, { cause })
    this.code = code
    this.retry = errorCodes[code]
    this.detail = detail
    this.details = details
  }
}
