import { fileSchema, tableCorrectionInputSchema } from '@godwit/contract'
import { z } from 'zod'
import { EngineError } from '../../../errors.ts'
import { lockMigration } from '../../../store/queries/lock-migration.ts'
import { selectActiveRun } from '../../../store/queries/select-active-run.ts'
import { selectFile } from '../../../store/queries/select-file.ts'
import { updateFileCorrections } from '../../../store/queries/update-file-corrections.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { fileTableParams } from '../../params.ts'
import { orNotFound, route } from '../../route.ts'
import { applyCorrection } from './apply-correction.ts'
import { renderFile } from './render-file.ts'

export const correctTable = route({
  method: 'PATCH',
  path: '/api/v1/migrations/:migration_id/files/:file_id/tables/:n',
  summary: 'Correct what was found of a table in a file',
  description:
    '`n` as `GET …/files` tells it, once a run has read the file. `header_row`: the row of the file (or sheet) that names the ' +
    'columns, 0 when none does. `region`: rows and columns, 1-based, both ends counted. `skip`: leave the table out; its rows ' +
    'are counted as skipped. `delimiter` and `encoding` count for the whole text that the table stands in: a change of one ' +
    'takes back what was set for the tables after it, whose positions may be others then. null takes a field back, `reset` ' +
    'all of them. Counts from the next `generate` on. Refused while a run is active.',
  params: fileTableParams,
  body: tableCorrectionInputSchema,
  reply: { status: 200, body: z.object({ file: fileSchema }) },
  errors: ['migration_not_found', 'file_not_found', 'file_table_not_found', 'file_in_use'],
  audit: ({ params }) => ['file.correct', `${params.file_id}/${params.n}`],
  async handle({ app, caller, params, body }) {
    const { store } = app
    const { id } = await findOwnMigration(store, caller.accountId, params.migration_id)
    await lockMigration(store, id)
    const file = orNotFound(await selectFile(store, id, params.file_id), 'file_not_found', 'file')
    orNotFound(file.tables[params.n - 1], 'file_table_not_found', 'table')
    if (await selectActiveRun(store, id)) {
      throw new EngineError(
        'file_in_use',
        'A run of this migration is active and may be reading the file. Wait for it or cancel it, then correct the table.',
      )
    }
    const corrections = applyCorrection(file, params.n, body)
    await updateFileCorrections(store, file.id, corrections)
    return { file: renderFile({ ...file, corrections }, file.same_name) }
  },
})
