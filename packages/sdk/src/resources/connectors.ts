import type { Connector, Extractor } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type ConnectorQuery = PageQuery & { search?: string; category?: string }
export type ConnectorPage = { connectors: Connector[]; next_cursor: string | null }

/** The catalogue of live sources. */
export const connectors = (requester: Requester) => ({
  list: (query: ConnectorQuery = {}, options?: CallOptions) =>
    callApi<ConnectorPage>(requester, { method: 'GET', path: '/connectors', query }, options),
  get: (key: string, options?: CallOptions) =>
    callApi<{ connector: Connector }>(requester, { method: 'GET', path: path('/connectors', key) }, options).then(
      (reply) => reply.connector,
    ),
})

/** The extraction programs that the agent has written. */
export const extractors = (requester: Requester) => ({
  get: (id: string, options?: CallOptions) =>
    callApi<{ extractor: Extractor }>(requester, { method: 'GET', path: path('/extractors', id) }, options).then(
      (reply) => reply.extractor,
    ),
})
