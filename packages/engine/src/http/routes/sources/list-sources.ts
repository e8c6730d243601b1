import { sourceSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectSources } from '../../../store/queries/select-sources.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'
import { renderSource } from './render-source.ts'

export const listSources = route({
  method: 'GET',
  path: '/api/v1/sources',
  summary: 'The systems that customers come from',
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ sources: z.array(sourceSchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query: { limit, cursor } }) {
    const rows = await selectSources(app.store, caller.accountId, { afterId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    return { sources: page.rows.map(renderSource), next_cursor: page.next_cursor }
  },
})
