import type { Coverage, StagedTable } from '@godwit/contract'

/** How one output column came about, for preview and lineage. `expression` is null for a column that nothing feeds. */
export type SheetColumn = {
  name: string
  expression: string | null
  /** Staging columns that the expression reads, joins followed. */
  from: { table: string; column: string }[]
  why: string
  confidence: number | null
}

/**
 * One filled sheet: two Parquet objects.
 *
 * - rows: `_id` BIGINT (1.. in output order), the template's columns as VARCHAR in template order (NULL = empty),
 *   `_origin` STRUCT("table" VARCHAR, "row" BIGINT)[]: the staged rows that it came from, survivor first.
 * - issues: `row_id` BIGINT, `column`, `rule`, `severity`, `message`, `value` (see the contract's Issue), in row order.
 */
export type SheetFile = {
  slug: string
  name: string
  sheet_id: string
  rows_key: string
  issues_key: string
  row_count: number
  /** Rows with at least one `invalid` issue. */
  invalid_rows: number
  columns: SheetColumn[]
}

/** All sheets made from one recipe over one set of staged tables: a preview, or what an execute has published. */
export type SheetSet = {
  run_id: string
  recipe_version: number
  tables: StagedTable[]
  sheets: SheetFile[]
  coverage: Coverage
  /** Parquet: `table`, `row`, `outcome` imported|merged|dropped, `reason`, `sheet`, `row_id`: one line a staged row. */
  ledger_key: string
  plan: string
  /** SHA-256 of each input, of the recipe, of each output, and the engine's version: what a replay must reproduce. */
  proof: { inputs: Record<string, string>; recipe: string; outputs: Record<string, string>; engine: string }
}
