import { z } from 'zod'
import { announceFiles as announce } from '../../announce-files.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'

const announcementSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(255)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .regex(/^[^\u0000-\u001f\u007f]+$/, 'no control characters'),
  content_type: z
    .string()
    .max(200)
    .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/, 'a content type, such as text/csv')
    .nullish(),
  size_bytes: z.int().nonnegative().nullish(),
})

export const announceFiles = route({
  method: 'POST',
  path: '/api/v1/migrations/:migration_id/files',
  summary: 'Announce files and get a URL to upload each to',
  description:
    'PUT the bytes of each file to its `signed_url`, with its `content_type` as the content-type header. The URL works ' +
    'once, for an hour. An upload that is cut keeps nothing, and its URL can be used again.',
  params: migrationParams,
  body: z.strictObject({ files: z.array(announcementSchema).min(1).max(1000) }),
  reply: {
    status: 201,
    body: z.object({
      files: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          storage_path: z.string(),
          signed_url: z.url(),
          token: z.string(),
          content_type: z.string(),
          expires_at: z.iso.datetime(),
        }),
      ),
    }),
  },
  errors: ['migration_not_found', 'upload_too_large'],
  audit: ({ params }) => ['file.announce', params.migration_id],
  async handle({ app, caller, params, body }) {
    const migration = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    return { files: await announce(app, migration.id, body.files) }
  },
})
