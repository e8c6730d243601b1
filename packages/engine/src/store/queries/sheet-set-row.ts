import type { Coverage, StagedTable } from '@godwit/contract'

/** A row of `sheet_sets`; `sheets` and `proof` are as sheet/sheet-set.ts describes them. */
export type SheetSetRow = {
  run_id: string
  recipe_version: number
  tables: StagedTable[]
  sheets: unknown
  coverage: Coverage
  ledger_key: string
  plan: string
  proof: unknown
}
