import type { ConnectionCheck, DiscoveredStream, SourceConnection, SourceConnectionInput } from '@godwit/contract'
import { type CallOptions, callApi, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

/**
 * Which connection of a migration is meant. `profile_id` left out is the default profile, `workbook` the one bound to the
 * workbook itself; of several that match, the one updated last.
 */
export type ConnectionQuery = { source_key?: string; profile_id?: string }

type Reply = { source_connection: SourceConnection }

/** The live sources of a migration. */
export const sourceConnection = (requester: Requester) => {
  const at = (migrationId: string, ...rest: string[]) => path('/migrations', migrationId, 'source-connection', ...rest)
  return {
    get: (migrationId: string, query: ConnectionQuery = {}, options?: CallOptions) =>
      callApi<Reply>(requester, { method: 'GET', path: at(migrationId), query }, options).then(
        (reply) => reply.source_connection,
      ),
    /** Creates the connection, or changes what is named of the one with this `source_key` and profile. */
    attach: (migrationId: string, input: SourceConnectionInput, options?: CallOptions) =>
      callApi<Reply>(requester, { method: 'POST', path: at(migrationId), body: input }, options).then(
        (reply) => reply.source_connection,
      ),
    /** Removes the connection and destroys its secrets. */
    detach: (migrationId: string, query: ConnectionQuery = {}, options?: CallOptions) =>
      callApi<void>(requester, { method: 'DELETE', path: at(migrationId), query }, options),
    /** Tries the connection. A wrong password is `ok` false, not an error. */
    check: (migrationId: string, query: ConnectionQuery = {}, options?: CallOptions) =>
      callApi<ConnectionCheck>(requester, { method: 'POST', path: at(migrationId, 'check'), query }, options),
    streams: (migrationId: string, query: ConnectionQuery = {}, options?: CallOptions) =>
      callApi<{ streams: DiscoveredStream[] }>(
        requester,
        { method: 'GET', path: at(migrationId, 'streams'), query },
        options,
      ).then((reply) => reply.streams),
  }
}
