import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { SheetSetRow } from './sheet-set-row.ts'

/** Keeps what a run has filled; it counts once the migration points at it. */
export async function upsertSheetSet(tx: Queryable, migrationId: string, set: SheetSetRow): Promise<void> {
  await tx.query(
    `INSERT INTO sheet_sets (run_id, migration_id, recipe_version, tables, sheets, coverage, ledger_key, plan, proof)
     VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, $7, $8, $9::jsonb)
     ON CONFLICT (run_id) DO UPDATE SET recipe_version = excluded.recipe_version, tables = excluded.tables,
       sheets = excluded.sheets, coverage = excluded.coverage, ledger_key = excluded.ledger_key,
       plan = excluded.plan, proof = excluded.proof`,
    [
      set.run_id,
      migrationId,
      set.recipe_version,
      toJsonb(set.tables),
      toJsonb(set.sheets),
      toJsonb(set.coverage),
      set.ledger_key,
      set.plan,
      toJsonb(set.proof),
    ],
  )
}
