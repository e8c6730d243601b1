import type { Preview } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { renderPreview } from '../preview/index.ts'
import { readSheetPage } from './read-sheet-page.ts'
import type { RowFilter } from './render-filtered.ts'
import type { SheetFile, SheetSet } from './sheet-set.ts'

/** The contract's preview of a set: one page of each sheet, or of those that `slugs` names. */
export async function readPreview({
  db,
  set,
  pathOf,
  limit,
  offset,
  filter,
  slugs,
}: {
  db: Duckdb
  set: Pick<SheetSet, 'sheets' | 'coverage' | 'plan' | 'recipe_version'>
  /** Local files of a stored sheet. */
  pathOf(sheet: SheetFile): { rows: string; issues: string }
  limit: number
  offset: number
  filter: RowFilter
  slugs?: readonly string[]
}): Promise<Preview> {
  const sheets = []
  for (const sheet of set.sheets) {
    if (slugs && !slugs.includes(sheet.slug)) continue
    const { rows, issues } = pathOf(sheet)
    const page = await readSheetPage({ db, rowsPath: rows, issuesPath: issues, filter, limit, offset })
    sheets.push({ ...sheet, page })
  }
  return renderPreview(sheets, set)
}
