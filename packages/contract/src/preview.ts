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

const beforeAfter = z.object({ before: z.int().nonnegative(), after: z.int().nonnegative() })

/** What differs in a sheet between two versions of the recipe. */
export const sheetDiffSchema = z.object({
  template: z.object({ slug: z.string(), name: z.string() }),
  /** Rows on either side, and how many came, went, and changed in a cell. Null where a version's rows are not kept. */
  rows: z
    .object({
      before: z.int().nonnegative(),
      after: z.int().nonnegative(),
      added: z.int().nonnegative(),
      removed: z.int().nonnegative(),
      changed: z.int().nonnegative(),
    })
    .nullable(),
  invalid_rows: beforeAfter.nullable(),
  /** Columns that are made otherwise or hold other cells. */
  columns: z.array(
    z.object({
      name: z.string(),
      /** The SQL on either side; null where nothing feeds the column. */
      expression: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
      /** Cells that differ in rows that are on both sides. */
      changed_cells: z.int().nonnegative().nullable(),
      /** The most frequent changes, at most five. */
      samples: z.array(
        z.object({ before: z.string().nullable(), after: z.string().nullable(), rows: z.int().positive() }),
      ),
      invalid_cells: beforeAfter.nullable(),
    }),
  ),
  /** What changed in the rules of the sheet (rows left out, duplicates, lookups, source), in sentences. */
  rules: z.array(z.string()),
})
export type SheetDiff = z.infer<typeof sheetDiffSchema>

/** Sheets in which nothing differs are left out. */
export const previewDiffSchema = z.object({
  from: z.int().positive(),
  to: z.int().positive(),
  sheets: z.array(sheetDiffSchema),
})
export type PreviewDiff = z.infer<typeof previewDiffSchema>
