import { z } from 'zod'
import { revokeApiKey as revoke } from '../../../store/queries/revoke-api-key.ts'
import { orNotFound, route } from '../../route.ts'

export const revokeApiKey = route({
  method: 'DELETE',
  path: '/api/v1/api-keys/:api_key_id',
  summary: 'Revoke an API key at once',
  access: 'admin',
  params: z.object({ api_key_id: z.uuid() }),
  reply: { status: 204 },
  errors: ['api_key_not_found'],
  audit: ({ params }) => ['api_key.revoke', params.api_key_id],
  async handle({ app, caller, params }) {
    const revoked = await revoke(app.store, caller.accountId, params.api_key_id, app.now())
    orNotFound(revoked || null, 'api_key_not_found', 'API key')
    return undefined
  },
})
