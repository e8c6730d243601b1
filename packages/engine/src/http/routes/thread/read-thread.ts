import { includeSchema, threadEventSchema } from '@godwit/contract'
import { z } from 'zod'
import { readEvents } from '../../../thread/index.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { migrationParams } from '../../params.ts'
import { orNotFound, route } from '../../route.ts'

export const threadQuery = z.object({
  after: z.coerce.number().int().nonnegative().default(0).describe('Only what comes after this sequence'),
  include: includeSchema.default('user'),
})

export const readThread = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/thread',
  summary: 'What the agent did and said, over all runs; at most 500 events',
  params: migrationParams,
  query: threadQuery,
  reply: {
    status: 200,
    body: z.object({ events: z.array(threadEventSchema), last_sequence: z.int().nonnegative() }),
  },
  errors: ['migration_not_found'],
  async handle({ app, caller, params, query }) {
    const { id } = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    return orNotFound(await readEvents(app.store, id, query), 'migration_not_found', 'migration')
  },
})
