import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type TemplateInput, templateInputSchema } from '@godwit/contract'
import type { z } from 'zod'
import type { App } from '../../src/app.ts'
import { createMigration } from '../../src/http/create-migration.ts'
import { finishUpload } from '../../src/store/queries/finish-upload.ts'
import { insertFile } from '../../src/store/queries/insert-file.ts'
import { insertTemplate } from '../../src/store/queries/insert-template.ts'
import { insertTemplateVersion } from '../../src/store/queries/insert-template-version.ts'
import { setMigrationReadiness } from '../../src/store/queries/set-migration-readiness.ts'

/** A file to migrate: its name and its bytes, or what makes them. */
export type SeedFile = { name: string; body: string | Iterable<string | Uint8Array> }

export type Seed = { templates: z.input<typeof templateInputSchema>[]; files: SeedFile[] }

/**
 * A migration with templates and uploaded files, as the API would make them, without going through it. Templates with a
 * slug that the account has already are shared.
 *
 * @returns the migration's id.
 */
export async function seedMigration(app: App, accountId: string, { templates, files }: Seed): Promise<string> {
  for (const input of templates) await seedTemplate(app, accountId, templateInputSchema.parse(input))
  const slugs = templates.map(({ slug, name }) => slug ?? name)
  const { migration } = await createMigration(app, accountId, { name: 'seeded', templates: slugs })
  for (const file of files) await seedFile(app, migration.id, file)
  await setMigrationReadiness(app.store, migration.id)
  return migration.id
}

async function seedTemplate(app: App, accountId: string, input: TemplateInput): Promise<void> {
  const slug = input.slug ?? input.name
  const existing = await app.store.query('SELECT id FROM templates WHERE account_id = $1 AND slug = $2', [
    accountId,
    slug,
  ])
  if (existing.length > 0) return
  const id = app.newId()
  const created_at = app.now()
  await insertTemplate(app.store, { id, account_id: accountId, slug, created_at })
  const { name, description, columns } = input
  await insertTemplateVersion(app.store, {
    template_id: id,
    version: 1,
    name,
    description,
    columns,
    drafted: null,
    created_at,
  })
}

/** Adds a file that has arrived. */
export async function seedFile(app: App, migrationId: string, { name, body }: SeedFile): Promise<string> {
  const id = app.newId()
  const now = app.now()
  const storage_key = `files/${migrationId}/${id}`
  await insertFile(app.store, {
    id,
    migration_id: migrationId,
    name,
    content_type: 'text/csv',
    announced_bytes: null,
    storage_key,
    expires_at: new Date(now.getTime() + 3_600_000),
    created_at: now,
  })
  const hash = createHash('sha256')
  const pieces = function* () {
    for (const piece of typeof body === 'string' ? [body] : body) {
      const bytes = Buffer.from(piece as string)
      hash.update(bytes)
      yield bytes
    }
  }
  const { sizeBytes } = await app.storage.write(storage_key, Readable.from(pieces()))
  await app.store.query('UPDATE files SET claimed_at = $2 WHERE id = $1', [id, now])
  await finishUpload(app.store, { id, held: now, now, size_bytes: sizeBytes, sha256: hash.digest('hex') })
  return id
}
