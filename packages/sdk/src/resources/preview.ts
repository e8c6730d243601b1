import type { Preview, PreviewDiff } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type PreviewQuery = { limit?: number; offset?: number; template?: string; filter?: 'all' | 'invalid' }
/** Versions of the recipe: `to` left out is the preview's, `from` left out the one that `to` came from. */
export type PreviewDiffQuery = { from?: number; to?: number }

/** What the present recipe would import, sheet by sheet. */
export const preview = (requester: Requester) => ({
  get: (migrationId: string, query: PreviewQuery = {}, options?: CallOptions) =>
    callApi<Preview>(requester, { method: 'GET', path: path('/migrations', migrationId, 'preview'), query }, options),
  /** What differs between two versions: columns and rules, and rows and cells where both previews are kept. */
  diff: (migrationId: string, query: PreviewDiffQuery = {}, options?: CallOptions) =>
    callApi<PreviewDiff>(
      requester,
      { method: 'GET', path: path('/migrations', migrationId, 'preview', 'diff'), query },
      options,
    ),
})
