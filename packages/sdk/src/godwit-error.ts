import { type ErrorCode, errorCodes, type Retry } from '@godwit/contract'

/** The body of every error reply. */
export type ErrorBody = {
  error: string
  code: ErrorCode
  request_id: string
  details?: { path: string; message: string }[]
}

/**
 * A call that did not succeed, in a form to throw.
 *
 * - `code` is the server's stable code, or one of the SDK's own: `network` (no reply came), `unexpected_reply` (a reply
 *   that is not Godwit's: a proxy, another server).
 * - `status` is the HTTP status, 0 when no reply came. `requestId` finds the call in the server's log.
 * - `retry` says whether trying again can help: never, later, or after someone has fixed something.
 */
export class GodwitError extends Error {
  override readonly name = 'GodwitError'
  readonly code: ErrorCode | 'network' | 'unexpected_reply'
  readonly status: number
  readonly requestId: string | null
  readonly retry: Retry
  readonly details: readonly { path: string; message: string }[]

  constructor(
    code: GodwitError['code'],
    message: string,
    facts: { status?: number; requestId?: string | null; details?: GodwitError['details']; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause })
    this.code = code
    this.status = facts.status ?? 0
    this.requestId = facts.requestId ?? null
    this.details = facts.details ?? []
    this.retry = code === 'network' ? 'later' : code === 'unexpected_reply' ? 'never' : errorCodes[code]
  }
}

/** Whether `value` is an error reply of Godwit's with a code that this version knows. */
export function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null) return false
  const { error, code } = value as Record<string, unknown>
  return typeof error === 'string' && typeof code === 'string' && Object.hasOwn(errorCodes, code)
}
