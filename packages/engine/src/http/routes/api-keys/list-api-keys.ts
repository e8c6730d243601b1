import { z } from 'zod'
import { selectApiKeys } from '../../../store/queries/select-api-keys.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'
import { apiKeySchema, renderApiKey } from './render-api-key.ts'

export const listApiKeys = route({
  method: 'GET',
  path: '/api/v1/api-keys',
  summary: 'API keys, newest first, revoked ones included',
  access: 'admin',
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ api_keys: z.array(apiKeySchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query: { limit, cursor } }) {
    const rows = await selectApiKeys(app.store, caller.accountId, { beforeId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    return { api_keys: page.rows.map(renderApiKey), next_cursor: page.next_cursor }
  },
})
