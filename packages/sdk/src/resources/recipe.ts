import type { Recipe, RecipeDraft, RunCreated } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** A version of a recipe without the recipe itself. */
export type RecipeVersion = Pick<Recipe, 'version' | 'parent' | 'restores' | 'author' | 'run_id' | 'created_at'>
export type RecipeVersionPage = { versions: RecipeVersion[]; next_cursor: string | null }

/** The mapping, as data. */
export const recipe = (requester: Requester) => {
  const at = (migrationId: string, ...rest: string[]) => path('/migrations', migrationId, 'recipe', ...rest)
  return {
    get: (migrationId: string, options?: CallOptions) =>
      callApi<{ recipe: Recipe }>(requester, { method: 'GET', path: at(migrationId) }, options).then(
        (reply) => reply.recipe,
      ),
    getVersion: (migrationId: string, version: number, options?: CallOptions) =>
      callApi<{ recipe: Recipe }>(
        requester,
        { method: 'GET', path: at(migrationId), query: { version } },
        options,
      ).then((reply) => reply.recipe),
    versions: (migrationId: string, query: PageQuery = {}, options?: CallOptions) =>
      callApi<RecipeVersionPage>(requester, { method: 'GET', path: at(migrationId, 'versions'), query }, options),
    /** Takes a recipe written by hand. It is checked at once; the run that is begun previews it and keeps it. */
    replace: (migrationId: string, body: RecipeDraft, options?: CallOptions) =>
      callApi<RunCreated>(requester, { method: 'PUT', path: at(migrationId), body }, options),
  }
}
