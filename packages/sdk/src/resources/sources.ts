import type { Source } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type SourceChange = { name?: string; logo_url?: string | null }
export type SourcePage = { sources: Source[]; next_cursor: string | null }

/** The systems that customers come from. */
export const sources = (requester: Requester) => ({
  list: (query: PageQuery = {}, options?: CallOptions) =>
    callApi<SourcePage>(requester, { method: 'GET', path: '/sources', query }, options),
  create: (input: { name: string; logo_url?: string | null }, options?: CallOptions) =>
    callApi<{ source: Source }>(requester, { method: 'POST', path: '/sources', body: input }, options).then(
      (reply) => reply.source,
    ),
  update: (id: string, change: SourceChange, options?: CallOptions) =>
    callApi<{ source: Source }>(requester, { method: 'PATCH', path: path('/sources', id), body: change }, options).then(
      (reply) => reply.source,
    ),
  /** A source that migrations use is archived, not removed. */
  delete: (id: string, options?: CallOptions) =>
    callApi<void>(requester, { method: 'DELETE', path: path('/sources', id) }, options),
})
