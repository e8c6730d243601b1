import type { MigrationInput } from '@godwit/contract'
import { z } from 'zod'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { findMigration } from '../store/queries/find-migration.ts'
import { findSource } from '../store/queries/find-source.ts'
import { findTemplates } from '../store/queries/find-templates.ts'
import { insertMigration } from '../store/queries/insert-migration.ts'
import { insertMigrationTemplates } from '../store/queries/insert-migration-templates.ts'
import { insertProfile } from '../store/queries/insert-profile.ts'
import type { MigrationRow } from '../store/queries/select-migrations.ts'
import { selectTemplates, type TemplateRow } from '../store/queries/select-templates.ts'
import { type Queryable, StoreConflict } from '../store/store.ts'

const uuid = z.uuid()
/** More templates than this in one account is not a workbook that anyone reads. */
const mostTemplates = 1000

/**
 * Begins a migration, with its workbook and default profile, at the present versions of its templates.
 *
 * The same `external_id` with the same source gives the migration that has it (`created` false), at once or in a race.
 *
 * @throws EngineError `source_unknown`, `template_unknown` naming them, `external_id_conflict`.
 */
export async function createMigration(
  app: Pick<App, 'store' | 'newId' | 'now'>,
  accountId: string,
  input: MigrationInput,
): Promise<{ migration: MigrationRow; created: boolean }> {
  const sourceId = await resolveSource(app.store, accountId, input.source?.trim() || null)
  const externalId = input.external_id ?? null
  if (externalId !== null) {
    const existing = await findMigration(app.store, accountId, { externalId })
    if (existing) return { migration: sameSource(existing, sourceId), created: false }
  }
  const templates = await resolveTemplates(app.store, accountId, input.templates ?? null)
  const id = app.newId()
  try {
    await app.store.transaction(async (tx) => {
      const created_at = app.now()
      await insertMigration(tx, {
        id,
        account_id: accountId,
        name: input.name,
        source_id: sourceId,
        external_id: externalId,
        workbook_id: app.newId(),
        created_at,
      })
      const profile = { id: app.newId(), external_id: null, name: 'Default', is_default: true }
      await insertProfile(tx, { ...profile, migration_id: id, created_at })
      await insertMigrationTemplates(
        tx,
        id,
        templates.map((row) => ({ ...row, sheet_id: app.newId() })),
      )
    })
  } catch (error) {
    if (!(error instanceof StoreConflict && error.constraint === 'migrations_external_id')) throw error
    const winner = await findMigration(app.store, accountId, { externalId })
    if (!winner) throw error
    return { migration: sameSource(winner, sourceId), created: false }
  }
  const migration = await findMigration(app.store, accountId, { id })
  if (!migration) throw new Error('a migration was gone right after it was made')
  return { migration, created: true }
}

function sameSource(existing: MigrationRow, sourceId: string | null): MigrationRow {
  if ((existing.source?.id ?? null) === sourceId) return existing
  throw new EngineError(
    'external_id_conflict',
    'A migration with this external_id exists already, with another source. Use another external_id, or its source.',
    { details: [{ path: 'external_id', message: 'taken by a migration with another source' }] },
  )
}

async function resolveSource(store: Queryable, accountId: string, source: string | null): Promise<string | null> {
  if (source === null) return null
  const id = uuid.safeParse(source).success ? source : null
  const found = await findSource(store, accountId, { id, name: source })
  if (found) return found.id
  throw new EngineError('source_unknown', `There is no source "${source}". Add it first, or leave source out.`, {
    details: [{ path: 'source', message: 'no such source' }],
  })
}

async function resolveTemplates(
  store: Queryable,
  accountId: string,
  slugs: readonly string[] | null,
): Promise<TemplateRow[]> {
  if (slugs === null) return selectTemplates(store, accountId, { afterId: null, limit: mostTemplates })
  const found = new Map((await findTemplates(store, accountId, { slugs })).map((row) => [row.slug, row]))
  const unknown = slugs.flatMap((slug, index) => (found.has(slug) ? [] : [{ slug, path: `templates.${index}` }]))
  if (unknown.length === 0) return [...new Set(slugs)].flatMap((slug) => found.get(slug) ?? [])
  throw new EngineError(
    'template_unknown',
    `There is no template ${unknown.map(({ slug }) => `"${slug}"`).join(', ')}. Check the slugs, or create it first.`,
    { details: unknown.map(({ path }) => ({ path, message: 'no such template' })) },
  )
}
