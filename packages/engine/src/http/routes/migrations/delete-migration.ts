import { migrationParams } from '../../params.ts'
import { removeMigration } from '../../remove-migration.ts'
import { route } from '../../route.ts'

export const deleteMigration = route({
  method: 'DELETE',
  path: '/api/v1/migrations/:migration_id',
  summary: 'Remove a migration with everything in it',
  description: 'Rows, files, sheets and secrets. Refused while a run is active.',
  params: migrationParams,
  reply: { status: 204 },
  errors: ['migration_not_found', 'migration_busy'],
  audit: ({ params }) => ['migration.delete', params.migration_id],
  // Storage is emptied between two transactions: see removeMigration.
  transaction: false,
  async handle({ app, caller, params }) {
    await removeMigration(app, caller.accountId, params.migration_id)
    return undefined
  },
})
