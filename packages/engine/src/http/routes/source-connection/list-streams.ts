import { discoveredStreamSchema } from '@godwit/contract'
import { z } from 'zod'
import { discoverStreams } from '../../check-connection.ts'
import { connectionQuery, findConnection, profileHeader } from '../../find-connection.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const listStreams = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/source-connection/streams',
  summary: 'The streams that a connected source offers',
  params: migrationParams,
  query: connectionQuery,
  headers: profileHeader,
  reply: { status: 200, body: z.object({ streams: z.array(discoveredStreamSchema) }) },
  errors: [
    'migration_not_found',
    'profile_not_found',
    'connection_not_found',
    'connection_config_invalid',
    'credentials_missing',
    'credentials_refused',
    'host_forbidden',
    'source_forbidden',
    'source_unreachable',
    'source_rate_limited',
    'source_failed',
    'source_answer_invalid',
    'vault_unreadable',
  ],
  async handle({ app, caller, params, query, request }) {
    const { id } = await findConnection(app.store, caller.accountId, params.migration_id, query, request)
    return { streams: await discoverStreams(app, id, request.server.closing) }
  },
})
