import { templateSchema } from '@godwit/contract'
import { z } from 'zod'
import { findTemplate } from '../../find-template.ts'
import { route } from '../../route.ts'
import { changeTemplate as change, draftChange } from '../../save-template.ts'
import { renderTemplate } from './render-template.ts'
import { templateChangeSchema } from './template-input.ts'

export const changeTemplate = route({
  method: 'PATCH',
  path: '/api/v1/templates/:slug',
  summary: 'Change a template, which makes a new version',
  description:
    'Migrations that have begun keep the version that they have. `sample_csv` drafts again: what a person has edited ' +
    'stays as it is. With `draft: true` the result is returned and not saved.',
  params: z.object({ slug: z.string() }),
  body: templateChangeSchema,
  reply: { status: 200, body: z.object({ template: templateSchema }) },
  errors: [
    'template_not_found',
    'template_invalid',
    'template_in_use',
    'pattern_invalid',
    'link_target_unknown',
    'sample_unreadable',
  ],
  audit: ({ params, body }) => [body.draft ? 'template.draft' : 'template.change', params.slug],
  async handle({ app, caller: { accountId }, params: { slug }, body: { draft, ...input } }) {
    if (!draft) return { template: renderTemplate(await change(app, accountId, slug, input)) }
    const template = await findTemplate(app.store, accountId, slug)
    return { template: renderTemplate(await draftChange(app, accountId, template, input)) }
  },
})
