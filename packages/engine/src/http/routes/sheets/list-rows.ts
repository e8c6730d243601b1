import { issueSchema } from '@godwit/contract'
import { z } from 'zod'
import { EngineError } from '../../../errors.ts'
import { readSheetPage } from '../../../sheet/index.ts'
import { findSheet, sheetPaths } from '../../find-sheets.ts'
import { afterNumberOf, cursorOf, nextCursor, pageQuery } from '../../page.ts'
import { sheetParams } from '../../params.ts'
import { route } from '../../route.ts'

const rowSchema = z
  .object({
    _id: z.int().positive(),
    _issues: z.array(issueSchema.omit({ row_id: true })),
    _origin: z.array(z.object({ table: z.string(), row: z.int() })).describe('The staged rows it came from'),
  })
  .catchall(z.string().nullable())
  .describe('Beside these, one field for each column; null is an empty cell')
type Row = z.output<typeof rowSchema>

export const listRows = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/sheets/:slug/rows',
  summary: 'Rows of a sheet',
  params: sheetParams,
  query: z.object({
    ...pageQuery,
    filter: z.enum(['all', 'valid', 'invalid']).default('all'),
    search: z.string().max(200).default('').describe('Part of any cell, in any case'),
    sort: z
      .string()
      .max(201)
      .optional()
      .describe('A column, with `-` before it from the greatest; left out: sheet order'),
  }),
  reply: {
    status: 200,
    body: z.object({
      rows: z.array(rowSchema),
      total_rows: z.int().nonnegative().describe('Rows that the filter lets through'),
      next_cursor: nextCursor,
    }),
  },
  errors: ['migration_not_found', 'sheet_not_found', 'invalid_cursor'],
  async handle({ app, caller, params, query: { limit, cursor, filter, search, sort } }) {
    const { file, template } = await findSheet(app, caller.accountId, params.migration_id, params.slug)
    const offset = afterNumberOf(cursor)
    const names = template.columns.map((column) => column.name)
    const order = parseSort(sort, names)
    if (!file) return { rows: [], total_rows: 0, next_cursor: null }
    const { rows: rowsPath, issues: issuesPath } = await sheetPaths(app, file)
    const page = await app.readDuckdb((db) =>
      readSheetPage({ db, rowsPath, issuesPath, filter, limit, offset, search, sort: order }),
    )
    const issues = Map.groupBy(page.issues, (issue) => issue.row_id)
    const end = offset + page.rows.length
    return {
      rows: page.rows.map(
        ({ _id, cells, origin }) =>
          ({
            ...Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null])),
            _id,
            _issues: (issues.get(_id) ?? []).map(({ row_id: _, ...issue }) => issue),
            _origin: origin,
          }) as unknown as Row,
      ),
      total_rows: page.total,
      next_cursor: page.rows.length > 0 && end < page.total ? cursorOf(end) : null,
    }
  },
})

/** `Name` or `-Name`, where `Name` is a column; a column whose own name begins with `-` comes first. */
function parseSort(sort: string | undefined, names: readonly string[]): { column: string; descending: boolean } | null {
  if (sort === undefined || sort === '') return null
  if (names.includes(sort)) return { column: sort, descending: false }
  if (sort.startsWith('-') && names.includes(sort.slice(1))) return { column: sort.slice(1), descending: true }
  throw new EngineError('invalid_request', `This sheet has no column "${sort}" to sort by. Name one of its columns.`, {
    details: [{ path: 'sort', message: 'not a column of this sheet' }],
  })
}
