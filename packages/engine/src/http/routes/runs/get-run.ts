import { runSchema } from '@godwit/contract'
import { readRun } from '../../../run/index.ts'
import { runParams } from '../../params.ts'
import { route } from '../../route.ts'

export const getRun = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/runs/:run_id',
  summary: 'A run as it stands',
  params: runParams,
  reply: { status: 200, body: runSchema },
  errors: ['migration_not_found', 'run_not_found'],
  handle: ({ app, caller, params }) => readRun(app, caller.accountId, params.migration_id, params.run_id),
})
