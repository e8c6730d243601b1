import type { RecipeBody, RecipeColumn, RecipeSheet } from '@godwit/contract'
import type { CommandScope, TargetColumn } from './find-column.ts'

/** A version of the recipe that an undo can go back to. */
export type EarlierRecipe = { version: number; recipe: RecipeBody }

/** What wishes are about. `earlier`: the versions before the present one, newest first, as undoing would meet them. */
export type WishScope = CommandScope & { earlier?: readonly EarlierRecipe[] }

/** A recipe after a wish, and what was done in words. `restores`: the version that an undo went back to. */
export type Change = { recipe: RecipeBody; said: string; restores?: number }

/** Reads one wish: the change, why it cannot be done (text), or null where the words are about something else. */
export type Try = (clause: string, scope: WishScope) => Change | string | null

export const withSheet = (
  recipe: RecipeBody,
  slug: string,
  change: (sheet: RecipeSheet) => RecipeSheet,
): RecipeBody => ({
  ...recipe,
  sheets: recipe.sheets.map((sheet) => (sheet.template === slug ? change(sheet) : sheet)),
})

/** A recipe whose column is made otherwise, as a person said: nobody has to be sure of it. */
export const withColumn = (
  recipe: RecipeBody,
  { sheet, column }: TargetColumn,
  made: { sql: string; why: string; valueMap?: Record<string, string | null> },
): RecipeBody =>
  withSheet(recipe, sheet.template, (old) => {
    const kept: RecipeColumn = { sql: made.sql, why: made.why.slice(0, 2000), confidence: null }
    return {
      ...old,
      columns: { ...old.columns, [column.name]: kept },
      value_maps: made.valueMap ? { ...old.value_maps, [column.name]: made.valueMap } : old.value_maps,
    }
  })

/** In a grouped sheet a column is one value of the group: that of its first row that has one. */
export const grouped = (sheet: RecipeSheet, expression: string): string =>
  sheet.group === null ? expression : `arg_min(${expression}, ${sheet.from}._row)`

/** What makes a column now; `NULL` where nothing does. */
export const expressionOf = ({ sheet, column }: TargetColumn): string => sheet.columns[column.name]?.sql ?? 'NULL'
