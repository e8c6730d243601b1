import { recipeBodySchema, runCreatedSchema } from '@godwit/contract'
import { editRecipe as edit } from '../../../run/index.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const editRecipe = route({
  method: 'PUT',
  path: '/api/v1/migrations/:migration_id/recipe',
  summary: "Replace the recipe by a person's own",
  description:
    'The recipe is checked at once. A run of kind update then previews it and keeps it as a new version; until that run ' +
    'has ended, nothing has changed.',
  params: migrationParams,
  body: recipeBodySchema,
  reply: { status: 201, body: runCreatedSchema },
  errors: ['migration_not_found', 'no_preview', 'run_active', 'recipe_invalid'],
  audit: ({ params }) => ['recipe.edit', params.migration_id],
  handle: ({ app, caller, params, body }) => edit(app, caller.accountId, params.migration_id, body),
})
