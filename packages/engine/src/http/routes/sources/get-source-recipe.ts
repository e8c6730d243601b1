import { sourceRecipeBodySchema, sourceRecipeSchema } from '@godwit/contract'
import { z } from 'zod'
import { EngineError } from '../../../errors.ts'
import { findSource } from '../../../store/queries/find-source.ts'
import { selectSourceRecipe } from '../../../store/queries/select-source-recipe.ts'
import { orNotFound, route } from '../../route.ts'
import { renderVersion } from './render-source.ts'

export const getSourceRecipe = route({
  method: 'GET',
  path: '/api/v1/sources/:source_id/recipe',
  summary: 'What a source has learned from executed migrations',
  description:
    'The portable part of their recipes: what the next migration of the source starts from. Nothing that belongs to one ' +
    'customer is in it.',
  params: z.object({ source_id: z.uuid() }),
  query: z.object({
    version: z.coerce.number().int().positive().max(2_147_483_647).optional().describe('Left out: the newest'),
  }),
  reply: { status: 200, body: z.object({ recipe: sourceRecipeSchema }) },
  errors: ['source_not_found', 'recipe_not_found'],
  async handle({ app, caller, params, query: { version = null } }) {
    const found = await findSource(app.store, caller.accountId, { id: params.source_id })
    const source = orNotFound(found, 'source_not_found', 'source')
    const row = await selectSourceRecipe(app.store, source.id, version)
    if (row) return { recipe: { ...renderVersion(row), ...sourceRecipeBodySchema.parse(row.body) } }
    throw new EngineError(
      'recipe_not_found',
      version === null
        ? `${source.name} has learned nothing yet. It learns from a migration that names it and has been executed.`
        : `The recipe of ${source.name} has no version ${version}.`,
    )
  },
})
