import { slugSchema, templateColumnSchema, templateSchema } from '@godwit/contract'
import { z } from 'zod'
import { OtherStatus, route } from '../../route.ts'
import { createTemplate as create, draftNewTemplate } from '../../save-template.ts'
import { renderTemplate } from './render-template.ts'
import { newTemplateSchema } from './template-input.ts'

/** A template that is not saved: it has no id and no version. */
export const templateDraftReply = z.object({
  template: z.object({
    slug: slugSchema,
    name: z.string(),
    description: z.string(),
    columns: z.array(templateColumnSchema),
  }),
})

export const createTemplate = route({
  method: 'POST',
  path: '/api/v1/templates',
  summary: 'Add a template',
  description:
    'From `columns`, or from `sample_csv`, which drafts columns, descriptions, types and rules; with `draft: true` the ' +
    'draft is returned and not saved.',
  body: newTemplateSchema,
  reply: {
    status: 201,
    body: z.object({ template: templateSchema }),
    also: { 200: { when: 'A draft; nothing was saved', body: templateDraftReply } },
  },
  errors: ['template_invalid', 'template_slug_taken', 'pattern_invalid', 'link_target_unknown', 'sample_unreadable'],
  audit: ({ body }, { template }) => [body.draft ? 'template.draft' : 'template.create', template.slug],
  async handle({ app, caller, body: { draft, ...input } }) {
    if (!draft) return { template: renderTemplate(await create(app, caller.accountId, input)) }
    const { slug, name, description, columns } = await draftNewTemplate(app, caller.accountId, input)
    return new OtherStatus(200, { template: { slug, name, description, columns } })
  },
})
