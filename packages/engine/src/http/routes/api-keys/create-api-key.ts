import { z } from 'zod'
import { insertApiKey } from '../../../store/queries/insert-api-key.ts'
import { apiKeyPrefix, newApiKey } from '../../../util/api-key.ts'
import { hashApiKey } from '../../auth.ts'
import { route } from '../../route.ts'
import { apiKeyInputSchema, apiKeySchema, renderApiKey } from './render-api-key.ts'

export const createApiKey = route({
  method: 'POST',
  path: '/api/v1/api-keys',
  summary: 'Make an API key',
  description: 'The key is shown in this reply only; the server keeps its hash. Without scopes it may do everything.',
  access: 'admin',
  body: apiKeyInputSchema,
  reply: { status: 201, body: z.object({ api_key: apiKeySchema, key: z.string().describe('Shown once') }) },
  audit: (_call, reply) => ['api_key.create', reply.api_key.id],
  secretReply: true,
  async handle({ app, caller, body }) {
    const key = newApiKey()
    const expires_at = body.expires_at ? new Date(body.expires_at) : null
    const row = { id: app.newId(), name: body.name, prefix: apiKeyPrefix(key), scopes: [...new Set(body.scopes)] }
    await insertApiKey(app.store, { ...row, accountId: caller.accountId, hash: hashApiKey(key), expiresAt: expires_at })
    const dates = { created_at: app.now(), expires_at, revoked_at: null, last_used_at: null }
    return { api_key: renderApiKey({ ...row, ...dates, account_id: caller.accountId }), key }
  },
})
