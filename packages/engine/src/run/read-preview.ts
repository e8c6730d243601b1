import type { Preview } from '@godwit/contract'
import { readSheetSet } from '../agent/read-sheet-set.ts'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { type RowFilter, readPreview as readPages } from '../sheet/index.ts'
import { findMigration } from './find-run.ts'

export type PreviewQuery = {
  /** Rows of each sheet, at most 200. */
  limit: number
  /** Counts rows that the filter lets through, from 0. */
  offset: number
  filter: RowFilter
  /** Slug of the only template that is wanted; null for all. */
  template: string | null
}

/**
 * A page of each sheet of the migration's preview, as it stands.
 *
 * @throws EngineError `migration_not_found`; `preview_not_found` before the first preview; `sheet_not_found` when the
 * preview has no sheet for the template.
 */
export async function readPreview(
  app: Pick<App, 'store' | 'storage' | 'readDuckdb'>,
  accountId: string,
  migrationId: string,
  { limit, offset, filter, template }: PreviewQuery,
): Promise<Preview> {
  const migration = await findMigration(app.store, accountId, migrationId)
  const set = migration.preview_run_id ? await readSheetSet(app.store, migration.preview_run_id) : null
  if (!set) {
    throw new EngineError(
      'preview_not_found',
      'There is no preview yet. Start a run of kind generate, and wait for it.',
    )
  }
  const wanted = set.sheets.filter(({ slug }) => template === null || slug === template)
  if (wanted.length === 0 && template !== null) {
    throw new EngineError('sheet_not_found', `The preview has no sheet for the template ${template}.`)
  }
  const paths = new Map<string, { rows: string; issues: string }>()
  for (const { slug, rows_key, issues_key } of wanted) {
    const [rows, issues] = await Promise.all([app.storage.localPath(rows_key), app.storage.localPath(issues_key)])
    paths.set(slug, { rows, issues })
  }
  const preview = await app.readDuckdb((db) =>
    readPages({ db, set: { ...set, sheets: wanted }, pathOf: ({ slug }) => paths.get(slug)!, limit, offset, filter }),
  )
  return { ...preview, templates: set.sheets.map(({ slug, name }) => ({ slug, name })) }
}
