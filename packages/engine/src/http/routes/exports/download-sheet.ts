import { z } from 'zod'
import { flag } from '../../params.ts'
import { route } from '../../route.ts'
import { sendSheet } from '../../send-sheet.ts'

export const downloadSheet = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/exports/:file',
  summary: 'Download a sheet as `{slug}.csv` or `{slug}.jsonl`',
  description:
    'CSV as in RFC 4180, columns in template order, streamed, with `X-Total-Records`; gzip when accepted. Cells that a ' +
    'spreadsheet would run as a formula are left as they are, unless `escape_formulas` is true.',
  params: z.object({ migration_id: z.uuid(), file: z.string() }),
  query: z.object({ filter: z.enum(['valid', 'all', 'invalid']).default('valid'), escape_formulas: flag }),
  reply: { status: 200, stream: { 'text/csv': 'RFC 4180', 'application/x-ndjson': 'One JSON object a line' } },
  errors: ['migration_not_found', 'sheet_not_found', 'export_format_unsupported', 'out_of_disk', 'engine_crashed'],
  async handle({ app, caller, params, query, request, reply }) {
    await sendSheet(app, { accountId: caller.accountId, ...params, ...query, request, reply })
    return undefined
  },
})
