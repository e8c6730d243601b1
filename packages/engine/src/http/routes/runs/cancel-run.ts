import { runSchema } from '@godwit/contract'
import { z } from 'zod'
import { cancelRun as cancel } from '../../../run/index.ts'
import { runParams } from '../../params.ts'
import { route } from '../../route.ts'

export const cancelRun = route({
  method: 'PATCH',
  path: '/api/v1/migrations/:migration_id/runs/:run_id',
  summary: 'Ask a run to stop',
  params: runParams,
  body: z.strictObject({ status: z.literal('cancel_requested') }),
  reply: { status: 200, body: runSchema },
  errors: ['migration_not_found', 'run_not_found', 'run_already_ended'],
  audit: ({ params }) => ['run.cancel', params.run_id],
  // It clears storage once the run counts as canceled, so that must have been committed by then.
  transaction: false,
  handle: ({ app, caller, params }) => cancel(app, caller.accountId, params.migration_id, params.run_id),
})
