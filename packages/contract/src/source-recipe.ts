import { z } from 'zod'
import { semanticKinds } from './column-profile.ts'
import { recipeColumnSchema, recipeSheetSchema, shapeOpSchema } from './recipe.ts'

const refSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'a ref is a lower-case identifier')

/**
 * A column that a source's recipe reads, as its data looked when it was learned: shapes and shares, never a value.
 *
 * - `also`: what other exports of the same source call it, newest first.
 * - `patterns`: the most frequent character shapes (`9999-99-99`), at most three.
 * - `filled`, `distinct`: shares 0..1 of the rows and of the filled rows, rounded to tenths.
 */
export const learnedColumnSchema = z.strictObject({
  name: z.string().min(1),
  also: z.array(z.string().min(1)).max(10).default([]),
  kind: z.enum(semanticKinds),
  patterns: z.array(z.string()).max(3).default([]),
  filled: z.number().min(0).max(1),
  distinct: z.number().min(0).max(1),
  date_order: z.enum(['day_first', 'month_first', 'ambiguous', 'mixed']).nullable().default(null),
})
export type LearnedColumn = z.output<typeof learnedColumnSchema>

/**
 * A table that a source exports, known by the columns that the recipe reads. `hint` is what is left of its name without
 * the customer's words (`*` = anything). `others` are hashes of the headers that the recipe does not read, so that a new
 * column can be told from one that was there.
 */
export const learnedTableSchema = z.strictObject({
  ref: refSchema,
  hint: z.string().min(1),
  columns: z.array(learnedColumnSchema),
  others: z.array(z.string()).default([]),
})
export type LearnedTable = z.output<typeof learnedTableSchema>

/** As a recipe's input, over a learned table (`of`) or a union of inputs. */
export const learnedInputSchema = z.strictObject({
  ref: refSchema,
  of: refSchema.nullable(),
  union: z.array(refSchema).nullable().default(null),
  shape: z.array(shapeOpSchema).default([]),
})
export type LearnedInput = z.output<typeof learnedInputSchema>

/**
 * As a recipe's sheet, with what may be carried to another customer. A column that is absent was not learned, and is
 * planned afresh; one whose `sql` is `NULL` was left empty on purpose.
 *
 * - `rules`: a hash of each template column as it was, to see that a template has changed since.
 * - `lost_drops`: some of its rules about rows were the customer's and are not here.
 * - `keeps_duplicates`: rows that share a unique value are all kept, as a person has decided.
 */
export const learnedSheetSchema = z.strictObject({
  ...recipeSheetSchema.shape,
  columns: z.record(z.string().min(1), recipeColumnSchema),
  rules: z.record(z.string(), z.string()),
  lost_drops: z.boolean().default(false),
  keeps_duplicates: z.boolean().default(false),
})
export type LearnedSheet = z.output<typeof learnedSheetSchema>

/** The portable part of approved and executed recipes: what docs/decisions/0009 allows to be carried over. */
export const sourceRecipeBodySchema = z.strictObject({
  tables: z.array(learnedTableSchema),
  inputs: z.array(learnedInputSchema),
  sheets: z.array(learnedSheetSchema),
})
export type SourceRecipeBody = z.output<typeof sourceRecipeBodySchema>

/** A source's recipe as it is kept: immutable, `version` counts from 1 in its source. Origins may be gone: then null. */
export const sourceRecipeSchema = z.object({
  version: z.int().positive(),
  migration_id: z.uuid().nullable(),
  run_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  ...sourceRecipeBodySchema.shape,
})
export type SourceRecipe = z.output<typeof sourceRecipeSchema>
