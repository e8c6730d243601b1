import { extractorSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectExtractor } from '../../../store/queries/select-extractor.ts'
import { selectExtractors } from '../../../store/queries/select-extractors.ts'
import { selectMigrationState } from '../../../store/queries/select-migration-state.ts'
import { diffDocuments } from '../../diff-documents.ts'
import { orNotFound, route } from '../../route.ts'

export const getExtractor = route({
  method: 'GET',
  path: '/api/v1/extractors/:extractor_id',
  summary: 'A version of an extraction program, with its history and what it changed',
  params: z.object({ extractor_id: z.uuid() }),
  reply: { status: 200, body: z.object({ extractor: extractorSchema }) },
  errors: ['extractor_not_found'],
  async handle({ app, caller, params }) {
    const found = await selectExtractor(app.store, params.extractor_id)
    const isOwn = found && (await selectMigrationState(app.store, caller.accountId, found.migration_id)) !== null
    const row = orNotFound(isOwn ? found : null, 'extractor_not_found', 'extractor')
    const versions = await selectExtractors(app.store, row.connection_id)
    const parent = versions.find(({ id }) => id === row.parent_id)
    const { migration_id: _, created_at, ...rest } = row
    return {
      extractor: {
        ...rest,
        created_at: created_at.toISOString(),
        history: versions.map(({ id, version, run_id, hash, created_at }) => ({
          id,
          version,
          run_id,
          hash,
          created_at: created_at.toISOString(),
        })),
        diff: parent ? diffDocuments(parent.body, row.body) : [],
      },
    }
  },
})
