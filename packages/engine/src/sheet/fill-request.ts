import type { Coverage, RecipeBody, StagedTable, Template } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import type { SheetFile, SheetSet } from './sheet-set.ts'

export type FilledSheet = Omit<SheetFile, 'rows_key' | 'issues_key'> & { rows_path: string; issues_path: string }
/** What a `SheetSet` is made of, with files that the caller owns instead of stored objects. */
export type FilledSheets = {
  sheets: FilledSheet[]
  coverage: Coverage
  ledger_path: string
  proof: SheetSet['proof']
  /** What a person should know, in sentences; no cell values. */
  warnings: string[]
}

export type FillRequest = {
  db: Duckdb
  recipe: RecipeBody
  templates: readonly Template[]
  /** The sheet's id by template slug. */
  sheetIds: ReadonlyMap<string, string>
  tables: readonly StagedTable[]
  pathOf(table: StagedTable): string
  /** An existing folder for the results, which must be within DuckDB's reach. */
  outDir: string
  onProgress?(progress: { done: number; total: number; unit: string }): void
  signal?: AbortSignal
  /** Part of the proof. */
  engine?: string
}
