import { z } from 'zod'
import { selectAudit } from '../../../store/queries/select-audit.ts'
import { afterIdOf, nextCursor, pageOf, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'

const auditEntrySchema = z.object({
  id: z.uuid(),
  actor: z.string().describe('Who: `api_key:<name>`'),
  action: z.string().describe('Did what: `migration.create`'),
  target: z.string().describe('To what: an id or a slug'),
  request_id: z.string().nullable(),
  address: z.string().nullable().describe('From where'),
  created_at: z.iso.datetime(),
})

export const listAudit = route({
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'Who did what to what, from where; newest first',
  access: 'admin',
  query: z.object(pageQuery),
  reply: { status: 200, body: z.object({ audit: z.array(auditEntrySchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query: { limit, cursor } }) {
    const rows = await selectAudit(app.store, caller.accountId, { beforeId: afterIdOf(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => row.id)
    const audit = page.rows.map(({ account_id: _, ...row }) => ({ ...row, created_at: row.created_at.toISOString() }))
    return { audit, next_cursor: page.next_cursor }
  },
})
