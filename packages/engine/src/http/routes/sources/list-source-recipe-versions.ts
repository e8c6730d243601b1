import { sourceRecipeSchema } from '@godwit/contract'
import { z } from 'zod'
import { findSource } from '../../../store/queries/find-source.ts'
import { selectSourceRecipeVersions } from '../../../store/queries/select-source-recipe-versions.ts'
import { afterNumberOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { orNotFound, route } from '../../route.ts'
import { renderVersion } from './render-source.ts'

const versionSchema = sourceRecipeSchema.pick({ version: true, migration_id: true, run_id: true, created_at: true })

export const listSourceRecipeVersions = route({
  method: 'GET',
  path: '/api/v1/sources/:source_id/recipe/versions',
  summary: 'Versions of what a source has learned, newest first',
  params: z.object({ source_id: z.uuid() }),
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ versions: z.array(versionSchema), next_cursor: nextCursor }) },
  errors: ['source_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor } }) {
    const found = await findSource(app.store, caller.accountId, { id: params.source_id })
    const { id } = orNotFound(found, 'source_not_found', 'source')
    const before = afterNumberOf(cursor) || null
    const rows = await selectSourceRecipeVersions(app.store, id, { limit: limit + 1, before })
    const page = pageOf(rows, limit, ({ version }) => version)
    return { versions: page.rows.map(renderVersion), next_cursor: page.next_cursor }
  },
})
