import { z } from 'zod'

/** What became of the rows of one staging table. `rows` = `imported` + `merged` + the sum of `dropped`. */
export const tableCoverageSchema = z.object({
  name: z.string(),
  rows: z.int().nonnegative(),
  imported: z.int().nonnegative(),
  merged: z.int().nonnegative(),
  dropped: z.array(z.object({ reason: z.string(), rows: z.int().positive() })),
})

/**
 * The account of every staged row, title and header rows included. `balanced` is whether it adds up for every table.
 * A column is mapped when any sheet reads it; `non_empty` counts the cells of an unmapped one that hold something.
 */
export const coverageSchema = z.object({
  balanced: z.boolean(),
  tables: z.array(tableCoverageSchema),
  columns: z.object({
    mapped: z.array(z.object({ table: z.string(), column: z.string() })),
    unmapped: z.array(z.object({ table: z.string(), column: z.string(), non_empty: z.int().nonnegative() })),
  }),
})
export type Coverage = z.infer<typeof coverageSchema>

/** What an execute has imported. `invalidCellCount` counts rows with at least one invalid cell (the name is historic). */
export const executeReportSchema = z.object({
  inserted: z.int().nonnegative(),
  perSheet: z.array(z.object({ templateName: z.string(), sheetId: z.uuid(), rowCount: z.int().nonnegative() })),
  invalidCellCount: z.int().nonnegative(),
  coverage: coverageSchema,
})
export type ExecuteReport = z.infer<typeof executeReportSchema>
