import type { Recipe } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** The mapping, as data. */
export const recipe = (requester: Requester) => ({
  get: (migrationId: string, options?: CallOptions) =>
    callApi<{ recipe: Recipe }>(
      requester,
      { method: 'GET', path: path('/migrations', migrationId, 'recipe') },
      options,
    ).then((reply) => reply.recipe),
})
