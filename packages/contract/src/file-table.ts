import { z } from 'zod'
import { excludedRowsSchema, fileFormats, regionSchema, sourceWarningSchema } from './staged-table.ts'

/** What a person says of a table that was found in a file. What is not named is as it is found. */
export const tableCorrectionSchema = z.object({
  /** The row of the file that names the columns; 0 when none does. */
  header_row: z.int().nonnegative().optional(),
  /** Of the whole text that the table stands in. */
  delimiter: z.string().optional(),
  /** Of the whole text that the table stands in. */
  encoding: z.string().optional(),
  region: regionSchema.optional(),
  skip: z.literal(true).optional(),
})
export type TableCorrection = z.infer<typeof tableCorrectionSchema>

/** A table as the last run found it in a file. */
export const fileTableSchema = z.object({
  /** Its position among the tables of the file, from 1. */
  n: z.int().positive(),
  name: z.string(),
  part: z.string().nullable(),
  format: z.enum(fileFormats),
  region: regionSchema.nullable(),
  header_rows: z.array(z.int().positive()),
  encoding: z.string().nullable(),
  dialect: z.object({ delimiter: z.string(), quote: z.string(), escape: z.string() }).nullable(),
  row_count: z.int().nonnegative(),
  excluded: z.array(excludedRowsSchema.pick({ reason: true, rows: true })),
  columns: z.array(z.string()),
  warnings: z.array(sourceWarningSchema),
  skipped: z.boolean(),
  /** What a person has corrected; it counts from the next `generate` on. Null where nothing is. */
  correction: tableCorrectionSchema.nullable(),
})
export type FileTable = z.infer<typeof fileTableSchema>

/** The body of a correction: a field with null takes back what was said in it, `reset` all of it. */
export const tableCorrectionInputSchema = z.strictObject({
  header_row: z.int().nonnegative().nullish(),
  delimiter: z.string().min(1).max(10).nullish(),
  encoding: z.string().max(40).nullish(),
  region: regionSchema.nullish(),
  skip: z.boolean().nullish(),
  reset: z.literal(true).optional(),
})
export type TableCorrectionInput = z.infer<typeof tableCorrectionInputSchema>
