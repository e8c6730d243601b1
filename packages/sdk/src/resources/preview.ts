import type { Preview } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type PreviewQuery = { limit?: number; offset?: number; template?: string; filter?: 'all' | 'invalid' }

/** What the present recipe would import, sheet by sheet. */
export const preview = (requester: Requester) => ({
  get: (migrationId: string, query: PreviewQuery = {}, options?: CallOptions) =>
    callApi<Preview>(requester, { method: 'GET', path: path('/migrations', migrationId, 'preview'), query }, options),
})
