import { readSheetSet } from '../agent/read-sheet-set.ts'
import type { App } from '../app.ts'
import type { SheetFile, SheetSet } from '../sheet/index.ts'
import { type MigrationTemplate, selectMigrationTemplates } from '../store/queries/select-migration-templates.ts'
import { notFound } from './error-reply.ts'
import { findOwnMigration } from './find-own-migration.ts'

/** One sheet of a workbook; `file` is null until an execute has filled it. */
export type WorkbookSheet = MigrationTemplate & { file: SheetFile | null }

/**
 * The sheets of a migration's workbook, in template order, as the last execute has left them. A sheet is there from the
 * beginning; before the first execute it is empty.
 *
 * @throws EngineError `migration_not_found`.
 */
export async function findSheets(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
): Promise<{ sheets: WorkbookSheet[]; set: SheetSet | null }> {
  const migration = await findOwnMigration(app.store, accountId, migrationId)
  const templates = await selectMigrationTemplates(app.store, migration.id)
  const set = migration.execute_run_id ? await readSheetSet(app.store, migration.execute_run_id) : null
  const sheets = templates.map((each) => ({
    ...each,
    file: set?.sheets.find((sheet) => sheet.slug === each.template.slug) ?? null,
  }))
  return { sheets, set }
}

/** One of them. @throws EngineError `migration_not_found`, `sheet_not_found`. */
export async function findSheet(
  app: Pick<App, 'store'>,
  accountId: string,
  migrationId: string,
  slug: string,
): Promise<WorkbookSheet & { set: SheetSet | null }> {
  const { sheets, set } = await findSheets(app, accountId, migrationId)
  const sheet = sheets.find(({ template }) => template.slug === slug)
  if (!sheet) throw notFound('sheet_not_found', 'sheet')
  return { ...sheet, set }
}

/** Local Parquet files of a sheet. */
export async function sheetPaths(
  app: Pick<App, 'storage'>,
  { rows_key, issues_key }: Pick<SheetFile, 'rows_key' | 'issues_key'>,
): Promise<{ rows: string; issues: string }> {
  return { rows: await app.storage.localPath(rows_key), issues: await app.storage.localPath(issues_key) }
}
