import type { Template, TemplateDraft } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type TemplatePage = { templates: Template[]; next_cursor: string | null }

/** The target schemas. */
export const templates = (requester: Requester) => ({
  list: (query: PageQuery = {}, options?: CallOptions) =>
    callApi<TemplatePage>(requester, { method: 'GET', path: '/templates', query }, options),
  get: (slug: string, options?: CallOptions) =>
    callApi<{ template: Template }>(requester, { method: 'GET', path: path('/templates', slug) }, options).then(
      (reply) => reply.template,
    ),
  create: (input: TemplateDraft, options?: CallOptions) =>
    callApi<{ template: Template }>(requester, { method: 'POST', path: '/templates', body: input }, options).then(
      (reply) => reply.template,
    ),
  /** Columns, descriptions and rules drafted from a sample; with `draft: true` nothing is saved. */
  createFromSample: (input: { name: string; sample_csv: string; draft?: boolean }, options?: CallOptions) =>
    callApi<{ template: Template }>(requester, { method: 'POST', path: '/templates', body: input }, options).then(
      (reply) => reply.template,
    ),
  /** A change makes a new version; running migrations keep theirs. */
  update: (slug: string, change: Partial<TemplateDraft>, options?: CallOptions) =>
    callApi<{ template: Template }>(
      requester,
      { method: 'PATCH', path: path('/templates', slug), body: change },
      options,
    ).then((reply) => reply.template),
  delete: (slug: string, options?: CallOptions) =>
    callApi<void>(requester, { method: 'DELETE', path: path('/templates', slug) }, options),
})
