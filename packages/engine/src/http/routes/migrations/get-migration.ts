import { migrationSchema } from '@godwit/contract'
import { z } from 'zod'
import { findMigration } from '../../../store/queries/find-migration.ts'
import { migrationParams } from '../../params.ts'
import { orNotFound, route } from '../../route.ts'
import { renderMigration } from './render-migration.ts'

export const getMigration = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id',
  summary: 'One migration',
  params: migrationParams,
  reply: { status: 200, body: z.object({ migration: migrationSchema }) },
  errors: ['migration_not_found'],
  async handle({ app, caller, params }) {
    const found = await findMigration(app.store, caller.accountId, { id: params.migration_id })
    return { migration: renderMigration(orNotFound(found, 'migration_not_found', 'migration')) }
  },
})
