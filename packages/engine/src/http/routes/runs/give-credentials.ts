import { credentialsInputSchema, runStatuses } from '@godwit/contract'
import { z } from 'zod'
import { giveCredentials as give } from '../../../run/index.ts'
import { runParams } from '../../params.ts'
import { route } from '../../route.ts'

export const giveCredentials = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/runs/:run_id/credentials',
  summary: 'Give a blocked run the credentials that it asks for',
  description:
    'Straight into the vault, then the run tries them. If the source refuses them, the run is blocked again, with a ' +
    'request that says why; after 5 refusals it fails.',
  params: runParams,
  body: credentialsInputSchema,
  reply: { status: 200, body: z.object({ run_id: z.uuid(), status: z.enum(runStatuses) }) },
  errors: [
    'migration_not_found',
    'run_not_found',
    'credentials_not_requested',
    'connection_mismatch',
    'connection_not_found',
    'credentials_invalid',
  ],
  audit: ({ params }) => ['run.credentials', params.run_id],
  secretBody: true,
  handle: ({ app, caller, params, body }) => give(app, caller.accountId, params.migration_id, params.run_id, body),
})
