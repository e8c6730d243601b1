import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** A key as it is listed: never the key itself, which is shown once. */
export type ApiKey = {
  id: string
  name: string
  prefix: string
  created_at: string
  expires_at: string | null
  revoked_at: string | null
}

/** The account's API keys. */
export const apiKeys = (requester: Requester) => ({
  list: (query: PageQuery = {}, options?: CallOptions) =>
    callApi<{ api_keys: ApiKey[]; next_cursor: string | null }>(
      requester,
      { method: 'GET', path: '/api-keys', query },
      options,
    ),
  /** `key` is in this reply only. */
  create: (input: { name: string; expires_at?: string | null }, options?: CallOptions) =>
    callApi<{ api_key: ApiKey; key: string }>(requester, { method: 'POST', path: '/api-keys', body: input }, options),
  /** At once, for every request after. */
  revoke: (id: string, options?: CallOptions) =>
    callApi<void>(requester, { method: 'DELETE', path: path('/api-keys', id) }, options),
})
