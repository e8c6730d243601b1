import type { Source, SourceRecipe } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type SourceChange = { name?: string; logo_url?: string | null }
export type SourcePage = { sources: Source[]; next_cursor: string | null }

export type SourceRecipeVersion = Pick<SourceRecipe, 'version' | 'migration_id' | 'run_id' | 'created_at'>
export type SourceRecipeVersionPage = { versions: SourceRecipeVersion[]; next_cursor: string | null }

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
  /** What the source has learned from executed migrations; without `version` the newest. */
  recipe: (id: string, query: { version?: number } = {}, options?: CallOptions) =>
    callApi<{ recipe: SourceRecipe }>(
      requester,
      { method: 'GET', path: path('/sources', id, 'recipe'), query },
      options,
    ).then((reply) => reply.recipe),
  recipeVersions: (id: string, query: PageQuery = {}, options?: CallOptions) =>
    callApi<SourceRecipeVersionPage>(
      requester,
      { method: 'GET', path: path('/sources', id, 'recipe', 'versions'), query },
      options,
    ),
})
