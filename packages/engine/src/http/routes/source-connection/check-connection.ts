import { connectionCheckSchema } from '@godwit/contract'
import { checkConnection as check } from '../../check-connection.ts'
import { connectionQuery, findConnection, profileHeader } from '../../find-connection.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const checkConnection = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/source-connection/check',
  summary: 'Try a source connection',
  description: 'A wrong password, missing credentials or a host that is not there answer `ok` false, not an error.',
  params: migrationParams,
  query: connectionQuery,
  headers: profileHeader,
  reply: { status: 200, body: connectionCheckSchema },
  errors: ['migration_not_found', 'profile_not_found', 'connection_not_found', 'vault_unreadable'],
  // It waits for the source, which no transaction may do.
  transaction: false,
  async handle({ app, caller, params, query, request }) {
    const { id } = await findConnection(app.store, caller.accountId, params.migration_id, query, request)
    return check(app, id, request.server.closing)
  },
})
