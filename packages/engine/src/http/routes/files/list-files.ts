import { fileSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectFiles } from '../../../store/queries/select-files.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'
import { renderFile } from './render-file.ts'

export const listFiles = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/files',
  summary: 'Files that have arrived',
  params: migrationParams,
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ files: z.array(fileSchema), next_cursor: nextCursor }) },
  errors: ['migration_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor } }) {
    const { id } = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const rows = await selectFiles(app.store, id, { afterId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    return { files: page.rows.map((row) => renderFile(row, row.same_name)), next_cursor: page.next_cursor }
  },
})
