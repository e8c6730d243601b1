import { z } from 'zod'
import { detachConnection as detach } from '../../detach-connection.ts'
import { connectionQuery, findConnection, profileHeader } from '../../find-connection.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const detachConnection = route({
  method: 'DELETE',
  path: '/api/v1/migrations/:migration_id/source-connection',
  summary: 'Remove a source connection and destroy its secrets',
  description:
    'What was extracted stays with the migration, the extractor for audit. Refused while a run pulls from it. A run that ' +
    'only waits for its credentials goes on with what else there is to read, or fails with `connection_removed`.',
  params: migrationParams,
  query: connectionQuery,
  headers: profileHeader,
  reply: { status: 204, untold: z.object({ id: z.uuid() }) },
  errors: ['migration_not_found', 'profile_not_found', 'connection_not_found', 'connection_in_use'],
  audit: (_call, { id }) => ['source_connection.detach', id],
  // It clears storage once the run counts as failed, so that must have been committed by then.
  transaction: false,
  async handle({ app, caller, params: { migration_id }, query, request }) {
    const { id } = await findConnection(app.store, caller.accountId, migration_id, query, request)
    await detach(app, caller.accountId, migration_id, id)
    return { id }
  },
})
