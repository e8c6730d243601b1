import { EngineError } from '../../../errors.ts'
import { deleteFile as deleteRow } from '../../../store/queries/delete-file.ts'
import { lockMigration } from '../../../store/queries/lock-migration.ts'
import { selectActiveRun } from '../../../store/queries/select-active-run.ts'
import { setMigrationReadiness } from '../../../store/queries/set-migration-readiness.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { fileParams } from '../../params.ts'
import { orNotFound, route } from '../../route.ts'

export const deleteFile = route({
  method: 'DELETE',
  path: '/api/v1/migrations/:migration_id/files/:file_id',
  summary: 'Remove a file, or take back one that was announced',
  description: 'Refused while a run is active, which may be reading it.',
  params: fileParams,
  reply: { status: 204 },
  errors: ['migration_not_found', 'file_not_found', 'file_in_use'],
  audit: ({ params }) => ['file.delete', params.file_id],
  // The object goes after the row has gone for good: a crash in between leaves garbage, never a row without its object.
  transaction: false,
  async handle({ app, caller, params }) {
    const { id } = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const storageKey = await app.store.transaction(async (tx) => {
      await lockMigration(tx, id)
      if (await selectActiveRun(tx, id)) {
        throw new EngineError(
          'file_in_use',
          'A run of this migration is active and may be reading the file. Cancel it first.',
        )
      }
      const key = await deleteRow(tx, id, params.file_id)
      await setMigrationReadiness(tx, id)
      return key
    })
    await app.storage.remove(orNotFound(storageKey, 'file_not_found', 'file'))
    return undefined
  },
})
