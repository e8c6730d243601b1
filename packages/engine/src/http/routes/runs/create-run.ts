import { runCreatedSchema, runInputSchema } from '@godwit/contract'
import { createRun as create } from '../../../run/index.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const createRun = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/runs',
  summary: 'Start a run',
  description: 'A migration has at most one active run; a second is 409 with the id of the active one.',
  params: migrationParams,
  body: runInputSchema,
  reply: { status: 201, body: runCreatedSchema },
  errors: [
    'migration_not_found',
    'run_active',
    'nothing_to_migrate',
    'no_source_connection',
    'no_preview',
    'message_required',
    'not_supported',
  ],
  audit: ({ body }, run) => [`run.create.${body.kind}`, run.run_id],
  async handle({ app, caller, params, body: { idempotency_key: _, ...input } }) {
    return create(app, caller.accountId, params.migration_id, input)
  },
})
