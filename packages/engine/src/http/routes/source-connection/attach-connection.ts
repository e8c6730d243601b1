import { sourceConnectionInputSchema, sourceConnectionSchema } from '@godwit/contract'
import { z } from 'zod'
import { attachConnection as attach } from '../../attach-connection.ts'
import { profileHeader, resolveProfile } from '../../find-connection.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'
import { renderConnection } from './render-connection.ts'

export const attachConnection = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/source-connection',
  summary: 'Attach a live source, or change the connection there is',
  description:
    'One connection for each `source_key` and profile: what exists is changed in the fields that are named, and only ' +
    'there. `credentials` go straight into the vault, merged over those on file; null removes one.',
  params: migrationParams,
  body: sourceConnectionInputSchema,
  headers: profileHeader,
  reply: { status: 201, body: z.object({ source_connection: sourceConnectionSchema }) },
  errors: [
    'migration_not_found',
    'profile_not_found',
    'source_key_unknown',
    'connection_config_invalid',
    'stream_unknown',
    'credentials_invalid',
  ],
  audit: (_call, { source_connection }) => ['source_connection.attach', source_connection.id],
  secretBody: true,
  async handle({ app, caller, params: { migration_id }, body, request }) {
    await findOwnMigration(app.store, caller.accountId, migration_id)
    const profileId = await resolveProfile(app.store, migration_id, body.profile_id, request)
    const row = await attach(app, caller.accountId, migration_id, profileId, body)
    return { source_connection: renderConnection(app, row) }
  },
})
