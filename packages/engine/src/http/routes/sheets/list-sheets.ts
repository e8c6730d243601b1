import { z } from 'zod'
import { findSheets } from '../../find-sheets.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

const sheetSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  row_count: z.int().nonnegative(),
  invalid_rows: z.int().nonnegative(),
})

export const listSheets = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/sheets',
  summary: 'The sheets of the workbook, as the last execute has left them',
  description: 'Empty before the first execute.',
  params: migrationParams,
  reply: { status: 200, body: z.object({ sheets: z.array(sheetSchema) }) },
  errors: ['migration_not_found'],
  async handle({ app, caller, params }) {
    const { sheets } = await findSheets(app, caller.accountId, params.migration_id)
    return {
      sheets: sheets.map(({ template, sheet_id, file }) => ({
        id: sheet_id,
        slug: template.slug,
        name: template.name,
        columns: template.columns.map((column) => column.name),
        row_count: file?.row_count ?? 0,
        invalid_rows: file?.invalid_rows ?? 0,
      })),
    }
  },
})
