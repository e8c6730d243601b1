import { z } from 'zod'
import { coverageSchema } from './coverage.ts'

export const previewSheetSchema = z.object({
  template: z.object({ slug: z.string(), name: z.string() }),
  /** The header first, then at most 200 rows; every cell is text, '' when empty. */
  rows: z.array(z.array(z.string())),
  /** `row` counts from 0 after the header of this page. */
  invalid_cells: z.array(
    z.object({
      row: z.int().nonnegative(),
      column: z.string(),
      value: z.string(),
      rule: z.string(),
      message: z.string(),
    }),
  ),
  total_rows: z.int().nonnegative(),
  invalid_rows: z.int().nonnegative(),
  columns: z.array(
    z.object({
      name: z.string(),
      expression: z.string().nullable(),
      from: z.array(z.object({ table: z.string(), column: z.string() })),
      why: z.string(),
      confidence: z.number().nullable(),
    }),
  ),
})
export type PreviewSheet = z.infer<typeof previewSheetSchema>

/** What the recipe would import. `plan` is the recipe in plain words. */
export const previewSchema = z.object({
  status: z.literal('awaiting_approval'),
  templates: z.array(z.object({ slug: z.string(), name: z.string() })),
  sheets: z.array(previewSheetSchema),
  coverage: coverageSchema,
  plan: z.string(),
  recipe_version: z.int().positive(),
})
export type Preview = z.infer<typeof previewSchema>
