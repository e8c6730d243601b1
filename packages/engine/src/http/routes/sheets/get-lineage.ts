import { z } from 'zod'
import { readLineage } from '../../../sheet/index.ts'
import { findSheet, sheetPaths } from '../../find-sheets.ts'
import { orNotFound, route } from '../../route.ts'

const lineageSchema = z.object({
  row_id: z.int().positive(),
  origin: z.array(z.object({ table: z.string(), row: z.int() })).describe('The staged rows, the survivor first'),
  cells: z.array(
    z.object({
      column: z.string(),
      value: z.string().nullable(),
      expression: z.string().nullable().describe('The SQL that made it; null when nothing feeds the column'),
      why: z.string(),
      sources: z.array(
        z.object({
          table: z.string(),
          row: z.int().nullable().describe('Null when it was looked up in another table'),
          column: z.string(),
          raw: z.string().nullable().describe('As the source had it'),
        }),
      ),
    }),
  ),
})

export const getLineage = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/sheets/:slug/rows/:row_id/lineage',
  summary: 'Where each cell of a row came from',
  params: z.object({
    migration_id: z.uuid(),
    slug: z.string(),
    row_id: z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .transform(Number),
  }),
  reply: { status: 200, body: z.object({ lineage: lineageSchema }) },
  errors: ['migration_not_found', 'sheet_not_found', 'sheet_row_not_found'],
  async handle({ app, caller, params }) {
    const { file, set } = await findSheet(app, caller.accountId, params.migration_id, params.slug)
    const sheet = orNotFound(file, 'sheet_row_not_found', 'row')
    const { rows: rowsPath, issues: issuesPath } = await sheetPaths(app, sheet)
    const tables = set?.tables ?? []
    const paths = new Map<string, string>()
    for (const { storage_key } of tables) paths.set(storage_key, await app.storage.localPath(storage_key))
    const pathOf = ({ storage_key }: { storage_key: string }) => paths.get(storage_key) ?? ''
    const { columns } = sheet
    const rowId = params.row_id
    const lineage = await app.readDuckdb((db) =>
      readLineage({ db, rowsPath, issuesPath, rowId, columns, tables, pathOf }),
    )
    return { lineage: orNotFound(lineage, 'sheet_row_not_found', 'row') }
  },
})
