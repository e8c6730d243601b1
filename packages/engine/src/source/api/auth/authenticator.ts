import type { ApiRequest } from '../request/api-request.ts'

/** Puts the credentials of a connection on a request. */
export type Authenticator = {
  sign(request: ApiRequest, signal?: AbortSignal): Promise<void>
  /** Forgets a token that the source refused, so that the next request gets a fresh one. False: there is none to get. */
  renew(): boolean
}

export const noAuthenticator: Authenticator = { sign: async () => {}, renew: () => false }
