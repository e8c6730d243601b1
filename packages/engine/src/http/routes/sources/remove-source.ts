import { z } from 'zod'
import { archiveSource } from '../../../store/queries/archive-source.ts'
import { deleteSource } from '../../../store/queries/delete-source.ts'
import { findSource } from '../../../store/queries/find-source.ts'
import { orNotFound, route } from '../../route.ts'

export const removeSource = route({
  method: 'DELETE',
  path: '/api/v1/sources/:source_id',
  summary: 'Remove a source',
  description: 'A source that migrations name is archived: out of sight, and they keep it.',
  params: z.object({ source_id: z.uuid() }),
  reply: { status: 204 },
  errors: ['source_not_found'],
  audit: ({ params }) => ['source.remove', params.source_id],
  async handle({ app, caller: { accountId }, params: { source_id } }) {
    orNotFound(await findSource(app.store, accountId, { id: source_id }), 'source_not_found', 'source')
    const removed = await deleteSource(app.store, accountId, source_id)
    if (!removed) await archiveSource(app.store, accountId, source_id, app.now())
    return undefined
  },
})
