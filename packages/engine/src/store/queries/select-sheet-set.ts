import type { Queryable } from '../store.ts'
import type { SheetSetRow } from './sheet-set-row.ts'

/** What a run has filled. */
export async function selectSheetSet(store: Queryable, runId: string): Promise<SheetSetRow | null> {
  const rows = await store.query<SheetSetRow>(
    `SELECT run_id, recipe_version, tables, sheets, coverage, ledger_key, plan, proof FROM sheet_sets WHERE run_id = $1`,
    [runId],
  )
  return rows[0] ?? null
}
