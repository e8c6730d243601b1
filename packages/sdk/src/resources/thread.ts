import type { IncludeLevel, ThreadEvent } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import { type FollowOptions, follow } from '../follow.ts'
import type { Requester } from '../request.ts'

export type ThreadPage = { events: ThreadEvent[]; last_sequence: number }

/** Everything the agent did and said, over all runs of a migration. */
export const thread = (requester: Requester) => ({
  /** At most 500 events after `after`. */
  read: (migrationId: string, query: { after?: number; include?: IncludeLevel } = {}, options?: CallOptions) =>
    callApi<ThreadPage>(requester, { method: 'GET', path: path('/migrations', migrationId, 'thread'), query }, options),
  /** The same, live, until `signal` aborts: no event lost or doubled over reconnects. */
  follow: (migrationId: string, options?: FollowOptions) => follow(requester, migrationId, options),
})
