import type { RecipeBody, Template } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/index.ts'
import type { SheetFile, SheetSet } from '../../sheet/index.ts'
import { type Sql, sql, text } from '../../sql/quote.ts'

/** What questions are answered from: a preview, how it was made, and its files. */
export type Known = {
  set: SheetSet
  recipe: RecipeBody
  templates: readonly Template[]
  openDb(): Promise<Duckdb>
  /** Where a stored object can be read from. */
  pathOf(key: string): Promise<string>
}

/** `FROM` of a stored Parquet object. */
export const stored = async ({ pathOf }: Known, key: string): Promise<Sql> =>
  sql(`read_parquet(${text(await pathOf(key))})`)

/** The sheets of a template, or all. */
export const sheetsOf = ({ set }: Known, slug: string | null): SheetFile[] =>
  set.sheets.filter((sheet) => slug === null || sheet.slug === slug)

/** How many rows an answer names at most. */
export const mostNamed = 10
