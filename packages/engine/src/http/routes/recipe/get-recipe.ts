import { recipeSchema } from '@godwit/contract'
import { z } from 'zod'
import { readRecipe } from '../../../run/index.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const getRecipe = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/recipe',
  summary: 'The mapping, as data',
  params: migrationParams,
  query: z.object({ version: z.coerce.number().int().positive().optional().describe('Left out: the newest') }),
  reply: { status: 200, body: z.object({ recipe: recipeSchema }) },
  errors: ['migration_not_found', 'recipe_not_found'],
  async handle({ app, caller, params, query }) {
    return { recipe: await readRecipe(app, caller.accountId, params.migration_id, query.version ?? null) }
  },
})
