import { sourceSchema } from '@godwit/contract'
import { z } from 'zod'
import { insertSource } from '../../../store/queries/insert-source.ts'
import { route } from '../../route.ts'
import { refusingTakenName, renderSource } from './render-source.ts'
import { sourceInputSchema } from './source-input.ts'

export const createSource = route({
  method: 'POST',
  path: '/api/v1/sources',
  summary: 'Add a source',
  body: sourceInputSchema,
  reply: { status: 201, body: z.object({ source: sourceSchema }) },
  errors: ['source_name_taken'],
  audit: (_call, reply) => ['source.create', reply.source.id],
  async handle({ app, caller, body: { name, logo_url = null } }) {
    const id = app.newId()
    const row = { id, account_id: caller.accountId, name, logo_url, created_at: app.now() }
    await refusingTakenName(name, () => insertSource(app.store, row))
    return { source: renderSource({ id, name, logo_url, migrations: 0, recipe_version: null }) }
  },
})
