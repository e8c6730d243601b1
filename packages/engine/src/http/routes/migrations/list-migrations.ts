import { migrationSchema, migrationStatuses } from '@godwit/contract'
import { z } from 'zod'
import { selectMigrations } from '../../../store/queries/select-migrations.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'
import { renderMigration } from './render-migration.ts'

export const listMigrations = route({
  method: 'GET',
  path: '/api/v1/migrations',
  summary: 'Migrations, newest first',
  query: z.object({
    ...pageQuery,
    status: z.enum(migrationStatuses).optional(),
    external_id: z.string().max(255).optional(),
    search: z.string().max(200).optional().describe('Part of the name, in any case'),
  }),
  reply: { status: 200, body: z.object({ migrations: z.array(migrationSchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query }) {
    const filter = {
      status: query.status ?? null,
      externalId: query.external_id ?? null,
      search: query.search || null,
    }
    const rows = await selectMigrations(app.store, caller.accountId, filter, {
      beforeId: afterIdOf(query.cursor),
      limit: query.limit + 1,
    })
    const page = pageOf(rows, query.limit, (row) => row.id)
    return { migrations: page.rows.map(renderMigration), next_cursor: page.next_cursor }
  },
})
