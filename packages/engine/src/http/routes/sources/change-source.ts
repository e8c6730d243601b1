import { sourceSchema } from '@godwit/contract'
import { z } from 'zod'
import { findSource } from '../../../store/queries/find-source.ts'
import { updateSource } from '../../../store/queries/update-source.ts'
import { orNotFound, route } from '../../route.ts'
import { refusingTakenName, renderSource } from './render-source.ts'
import { sourceChangeSchema } from './source-input.ts'

export const changeSource = route({
  method: 'PATCH',
  path: '/api/v1/sources/:source_id',
  summary: 'Rename a source or change its logo',
  params: z.object({ source_id: z.uuid() }),
  body: sourceChangeSchema,
  reply: { status: 200, body: z.object({ source: sourceSchema }) },
  errors: ['source_not_found', 'source_name_taken'],
  audit: ({ params }) => ['source.change', params.source_id],
  async handle({ app, caller, params, body }) {
    const found = await findSource(app.store, caller.accountId, { id: params.source_id })
    const source = { ...orNotFound(found, 'source_not_found', 'source'), ...body }
    await refusingTakenName(source.name, () => updateSource(app.store, caller.accountId, source))
    return { source: renderSource(source) }
  },
})
