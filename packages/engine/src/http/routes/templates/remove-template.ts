import { z } from 'zod'
import { archiveTemplate } from '../../../store/queries/archive-template.ts'
import { checkLinkedColumns } from '../../check-template.ts'
import { findTemplate } from '../../find-template.ts'
import { route } from '../../route.ts'

export const removeTemplate = route({
  method: 'DELETE',
  path: '/api/v1/templates/:slug',
  summary: 'Take a template out of use',
  description: 'Migrations that have begun with it keep it. Refused while other templates link to it.',
  params: z.object({ slug: z.string() }),
  reply: { status: 204 },
  errors: ['template_not_found', 'template_in_use'],
  audit: ({ params }) => ['template.remove', params.slug],
  async handle({ app, caller: { accountId }, params: { slug } }) {
    const template = await findTemplate(app.store, accountId, slug)
    await checkLinkedColumns(app.store, accountId, template, [])
    await archiveTemplate(app.store, accountId, slug, app.now())
    return undefined
  },
})
