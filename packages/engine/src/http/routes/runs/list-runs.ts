import { runSchema } from '@godwit/contract'
import { z } from 'zod'
import { listRuns as list } from '../../../run/index.ts'
import { afterIdOf, cursorOf, nextCursor, pageQuery } from '../../page.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const listRuns = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/runs',
  summary: 'Runs of a migration, newest first',
  params: migrationParams,
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ runs: z.array(runSchema), next_cursor: nextCursor }) },
  errors: ['migration_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor } }) {
    const before = afterIdOf(cursor)
    const { runs, next } = await list(app, caller.accountId, params.migration_id, { limit, before })
    return { runs, next_cursor: next === null ? null : cursorOf(next) }
  },
})
