import { recipeSchema } from '@godwit/contract'
import { z } from 'zod'
import { listRecipeVersions as list } from '../../../run/index.ts'
import { afterNumberOf, cursorOf, nextCursor, pageQuery } from '../../page.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

const versionSchema = recipeSchema.pick({
  version: true,
  parent: true,
  restores: true,
  author: true,
  run_id: true,
  created_at: true,
})

export const listRecipeVersions = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/recipe/versions',
  summary: 'Versions of the recipe, newest first',
  params: migrationParams,
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ versions: z.array(versionSchema), next_cursor: nextCursor }) },
  errors: ['migration_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor } }) {
    const before = afterNumberOf(cursor) || null
    const { versions, next } = await list(app, caller.accountId, params.migration_id, { limit, before })
    return { versions, next_cursor: next === null ? null : cursorOf(next) }
  },
})
