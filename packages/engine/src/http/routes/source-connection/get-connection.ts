import { sourceConnectionSchema } from '@godwit/contract'
import { z } from 'zod'
import { connectionQuery, findConnection, profileHeader } from '../../find-connection.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'
import { renderConnection } from './render-connection.ts'

export const getConnection = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/source-connection',
  summary: 'The source connection of a profile or of the workbook',
  description: 'When several match, the one that was updated last.',
  params: migrationParams,
  query: connectionQuery,
  headers: profileHeader,
  reply: { status: 200, body: z.object({ source_connection: sourceConnectionSchema }) },
  errors: ['migration_not_found', 'profile_not_found', 'connection_not_found'],
  async handle({ app, caller, params, query, request }) {
    const row = await findConnection(app.store, caller.accountId, params.migration_id, query, request)
    return { source_connection: renderConnection(app, row) }
  },
})
