import { migrationInputSchema, migrationSchema } from '@godwit/contract'
import { z } from 'zod'
import { createMigration as create } from '../../create-migration.ts'
import { OtherStatus, route } from '../../route.ts'
import { renderMigration } from './render-migration.ts'

export const createMigration = route({
  method: 'POST',
  path: '/api/v1/migrations',
  summary: 'Begin the migration of one customer',
  description:
    'By API key only. `source` is the name or id of a source; left out: none. `templates` are slugs; left out: all. An ' +
    '`external_id` that a migration of the same source has already answers with that migration and 200.',
  body: migrationInputSchema,
  reply: {
    status: 201,
    body: z.object({ migration: migrationSchema }),
    also: { 200: { when: 'The migration that has this external_id already' } },
  },
  errors: ['session_not_allowed', 'source_unknown', 'template_unknown', 'external_id_conflict'],
  audit: (_call, { migration }) => ['migration.create', migration.id],
  async handle({ app, caller, body }) {
    const { migration, created } = await create(app, caller.accountId, body)
    const reply = { migration: renderMigration(migration) }
    return created ? reply : new OtherStatus(200, reply)
  },
})
