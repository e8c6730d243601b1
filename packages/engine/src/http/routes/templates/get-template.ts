import { templateSchema } from '@godwit/contract'
import { z } from 'zod'
import { findTemplate } from '../../find-template.ts'
import { route } from '../../route.ts'
import { renderTemplate } from './render-template.ts'

export const getTemplate = route({
  method: 'GET',
  path: '/api/v1/templates/:slug',
  summary: 'One template, at its newest version',
  params: z.object({ slug: z.string() }),
  reply: { status: 200, body: z.object({ template: templateSchema }) },
  errors: ['template_not_found'],
  async handle({ app, caller, params }) {
    return { template: renderTemplate(await findTemplate(app.store, caller.accountId, params.slug)) }
  },
})
