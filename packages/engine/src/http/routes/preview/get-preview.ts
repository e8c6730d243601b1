import { previewSchema, slugSchema } from '@godwit/contract'
import { z } from 'zod'
import { readSheetSet } from '../../../agent/read-sheet-set.ts'
import { EngineError } from '../../../errors.ts'
import { readPreview } from '../../../sheet/index.ts'
import { notFound } from '../../error-reply.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { sheetPaths } from '../../find-sheets.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

export const getPreview = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/preview',
  summary: 'What the recipe would import, with the invalid cells',
  description: '`rows` begins with the header; `row` of an invalid cell counts the rows after it, from 0.',
  params: migrationParams,
  query: z.object({
    limit: z.coerce.number().int().min(0).max(200).default(200).describe('Rows of each sheet'),
    offset: z.coerce.number().int().min(0).max(1e12).default(0),
    template: slugSchema.optional().describe('One sheet only'),
    filter: z.enum(['all', 'invalid']).default('all'),
  }),
  reply: { status: 200, body: previewSchema },
  errors: ['migration_not_found', 'preview_not_found', 'template_not_found'],
  async handle({ app, caller, params, query: { template, ...page } }) {
    const migration = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const set = migration.preview_run_id ? await readSheetSet(app.store, migration.preview_run_id) : null
    if (!set) throw new EngineError('preview_not_found', 'There is no preview yet. Start a run of kind generate first.')
    if (template !== undefined && !set.sheets.some(({ slug }) => slug === template)) {
      throw notFound('template_not_found', 'template')
    }
    const paths = new Map<string, { rows: string; issues: string }>()
    for (const sheet of set.sheets) paths.set(sheet.slug, await sheetPaths(app, sheet))
    const pathOf = ({ slug }: { slug: string }) => paths.get(slug) as { rows: string; issues: string }
    const slugs = template === undefined ? undefined : [template]
    return app.readDuckdb((db) => readPreview({ db, set, pathOf, ...page, slugs }))
  },
})
