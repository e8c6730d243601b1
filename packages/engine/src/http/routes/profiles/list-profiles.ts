import { profileSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectProfiles } from '../../../store/queries/select-profiles.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const listProfiles = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/profiles',
  summary: 'Whose identities the connections of a migration act as',
  params: migrationParams,
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ profiles: z.array(profileSchema), next_cursor: nextCursor }) },
  errors: ['migration_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor } }) {
    const { id } = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const rows = await selectProfiles(app.store, id, { afterId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    return { profiles: page.rows, next_cursor: page.next_cursor }
  },
})
