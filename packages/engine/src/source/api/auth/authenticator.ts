import { EngineError } from '../../../errors.ts'
import type { ApiRequest } from '../request/api-request.ts'

/** Puts the credentials of a connection on a request. */
export type Authenticator = {
  sign(request: ApiRequest, signal?: AbortSignal): Promise<void>
  /** Forgets a token that the source refused, so that the next request gets a fresh one. False: there is none to get. */
  renew(): boolean
}

export const noAuthenticator: Authenticator = { sign: async () => {}, renew: () => false }

/** A key copied with its line end is the commonest mistake; one that breaks the header is refused without being shown. */
export function headerSafe(value: string): string {
  const trimmed = value.trim()
  if (/[\r\n\0]|[^\u0020-\u00ff\t]/.test(trimmed))
    throw new EngineError(
      'credentials_refused',
      'A credential holds characters that no header can carry; copy it again, without quotes or line ends.',
    )
  return trimmed
}
