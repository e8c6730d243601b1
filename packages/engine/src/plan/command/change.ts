import type { RecipeBody, RecipeSheet } from '@godwit/contract'
import type { CommandScope } from './find-column.ts'

/** A recipe after a wish, and what was done in words. */
export type Change = { recipe: RecipeBody; said: string }

/** Reads one wish: the change, why it cannot be done (text), or null where the words are about something else. */
export type Try = (clause: string, scope: CommandScope) => Change | string | null

export const withSheet = (
  recipe: RecipeBody,
  slug: string,
  change: (sheet: RecipeSheet) => RecipeSheet,
): RecipeBody => ({
  ...recipe,
  sheets: recipe.sheets.map((sheet) => (sheet.template === slug ? change(sheet) : sheet)),
})
