import { previewDiffSchema } from '@godwit/contract'
import { z } from 'zod'
import { compareVersions } from '../../../run/index.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

const version = z.coerce.number().int().positive().max(1e9).optional()

export const comparePreviews = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/preview/diff',
  summary: 'What differs between two versions of the recipe',
  description:
    'Columns and rules that are made otherwise, and rows and cells that differ, with samples. Rows are compared where the ' +
    'previews of both versions are kept: those of the last five versions are. Elsewhere `rows` and the counts are null.',
  params: migrationParams,
  query: z.object({
    from: version.describe('Left out: the version that `to` came from'),
    to: version.describe('Left out: the version of the preview'),
  }),
  reply: { status: 200, body: previewDiffSchema },
  errors: ['migration_not_found', 'preview_not_found', 'recipe_not_found'],
  handle: ({ app, caller, params, query }) => compareVersions(app, caller.accountId, params.migration_id, query),
})
