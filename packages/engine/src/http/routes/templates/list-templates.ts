import { templateSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectTemplates } from '../../../store/queries/select-templates.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'
import { renderTemplate } from './render-template.ts'

export const listTemplates = route({
  method: 'GET',
  path: '/api/v1/templates',
  summary: 'Target schemas, at their newest versions',
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ templates: z.array(templateSchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query: { limit, cursor } }) {
    const rows = await selectTemplates(app.store, caller.accountId, { afterId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    return { templates: page.rows.map(renderTemplate), next_cursor: page.next_cursor }
  },
})
