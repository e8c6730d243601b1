import type { Profile } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** Whose identity a migration's connections act as. */
export const profiles = (requester: Requester) => ({
  list: (migrationId: string, options?: CallOptions) =>
    callApi<{ profiles: Profile[]; next_cursor: string | null }>(
      requester,
      { method: 'GET', path: path('/migrations', migrationId, 'profiles') },
      options,
    ),
  create: (migrationId: string, input: { name: string; external_id?: string | null }, options?: CallOptions) =>
    callApi<{ profile: Profile }>(
      requester,
      { method: 'POST', path: path('/migrations', migrationId, 'profiles'), body: input },
      options,
    ).then((reply) => reply.profile),
})
