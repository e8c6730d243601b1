import { answersInputSchema, runStatuses } from '@godwit/contract'
import { z } from 'zod'
import { answerRun as answer } from '../../../run/index.ts'
import { nameOf } from '../../caller.ts'
import { runParams } from '../../params.ts'
import { route } from '../../route.ts'

export const answerRun = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/runs/:run_id/messages',
  summary: 'Answer the questions of a blocked run',
  params: runParams,
  body: answersInputSchema,
  reply: { status: 200, body: z.object({ run_id: z.uuid(), status: z.enum(runStatuses) }) },
  errors: ['migration_not_found', 'run_not_found', 'run_not_blocked', 'run_awaits_credentials', 'answers_invalid'],
  audit: ({ params }) => ['run.answer', params.run_id],
  handle: ({ app, caller, params, body }) =>
    answer(app, caller.accountId, params.migration_id, params.run_id, body, nameOf(caller)),
})
