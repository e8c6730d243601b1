import type { Queryable } from '../store.ts'
import type { SheetSetRow } from './sheet-set-row.ts'

/** What a version of a migration's recipe has filled, if it is still kept. */
export async function selectVersionSheetSet(
  store: Queryable,
  migrationId: string,
  version: number,
): Promise<SheetSetRow | null> {
  const rows = await store.query<SheetSetRow>(
    `SELECT run_id, recipe_version, tables, sheets, coverage, ledger_key, plan, proof FROM sheet_sets
     WHERE migration_id = $1 AND recipe_version = $2 ORDER BY run_id LIMIT 1`,
    [migrationId, version],
  )
  return rows[0] ?? null
}
