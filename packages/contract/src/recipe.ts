import { z } from 'zod'
import { slugSchema } from './template.ts'

/**
 * The mapping from staging tables to sheets, as data that people can read and review.
 *
 * Every `sql` is one scalar expression in DuckDB's dialect over the columns in scope, checked before use: columns that
 * exist, literals, operators, CASE, windows, and the functions of the library (docs/functions.md). No subqueries, no
 * table functions, nothing that reads the clock, chance, files or settings. Columns are written `input."Column"`.
 * Expressions yield text (or something that casts to text as it should be stored); NULL is an empty cell.
 */
const sqlText = z.string().min(1).max(20_000)
const refSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'a ref is a lower-case identifier')

/** How an input is found again in another migration: by its columns, with the table's name as a hint (`*` = anything). */
export const tableMatchSchema = z.strictObject({ name: z.string().min(1), columns: z.array(z.string()) })

/**
 * One change of an input's rows, applied in order, before sheets read it. `_row` always stays the source's.
 *
 * - `drop`: rows for which `when` holds leave, with `reason`.
 * - `compute`: adds columns.
 * - `fill_down`: an empty cell of `columns` takes the nearest value above, as long as `within` (an expression, usually
 *   the group's key) stays the same; without `within`, over the whole table.
 * - `section`: a row for which `when` holds is a heading; `value` of it becomes `column` of every row below, up to the
 *   next heading; the heading itself leaves with `reason`.
 * - `unpivot`: one row for each of `columns`; its header goes to `name`, its cell to `value`. Rows whose cell is empty
 *   produce nothing, but their source row still counts.
 * - `unpivot_groups`: one row for each of `groups` of columns that stand beside each other again and again (`Contact 1
 *   Name`, `Contact 1 Email`, `Contact 2 Name`, …): `label` goes to `name`, and the cell of each column under the group's
 *   own name for it. A group in which all cells are empty produces nothing.
 * - `pivot`: the rows of one record become one row. `name` holds what a row is about, `value` what it says; `columns` says
 *   which column what becomes (names are compared trimmed and without case). `by` are the columns that name the record;
 *   every other column takes its first filled cell. Different values for one cell are joined by `separator`, so that none
 *   is lost. A row about something else leaves, and so does one of no record.
 * - `unnest`: one row for each element of the JSON array in `column`, kept as JSON text in `as`; with `separator`, for
 *   each filled piece of its text. `at` is an optional column for the place in the list, from 1. `keep_empty`: a row with
 *   nothing in the list stays, once, with an empty cell; otherwise it leaves.
 */
export const shapeOpSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('drop'), when: sqlText, reason: z.string().min(1).max(200) }),
  z.strictObject({ op: z.literal('compute'), columns: z.record(z.string().min(1), sqlText) }),
  z.strictObject({
    op: z.literal('fill_down'),
    columns: z.array(z.string().min(1)).min(1),
    within: sqlText.optional(),
  }),
  z.strictObject({
    op: z.literal('section'),
    when: sqlText,
    value: sqlText,
    column: z.string().min(1),
    reason: z.string().min(1).max(200),
  }),
  z.strictObject({
    op: z.literal('unpivot'),
    columns: z.array(z.string().min(1)).min(1),
    name: z.string().min(1),
    value: z.string().min(1),
  }),
  z.strictObject({
    op: z.literal('unpivot_groups'),
    groups: z
      .array(z.strictObject({ label: z.string(), columns: z.record(z.string().min(1), z.string().min(1)) }))
      .min(1)
      .max(1000),
    name: z.string().min(1),
  }),
  z.strictObject({
    op: z.literal('pivot'),
    by: z.array(z.string().min(1)).min(1),
    name: z.string().min(1),
    value: z.string().min(1),
    columns: z.record(z.string().min(1), z.string()),
    separator: z.string().max(20).optional(),
  }),
  z.strictObject({
    op: z.literal('unnest'),
    column: z.string().min(1),
    as: z.string().min(1),
    separator: z.string().min(1).max(20).optional(),
    at: z.string().min(1).optional(),
    keep_empty: z.boolean().optional(),
  }),
])
export type ShapeOp = z.infer<typeof shapeOpSchema>

/**
 * One input. `table` names one staging table. `union` instead stacks other inputs (declared before it), matching
 * columns by name; the stacked rows keep their own table and `_row`, and gain `_input`, the ref they came from.
 * `shape` is then applied to the whole.
 */
export const recipeInputSchema = z
  .strictObject({
    ref: refSchema,
    table: tableMatchSchema.optional(),
    union: z.array(refSchema).min(1).optional(),
    shape: z.array(shapeOpSchema).default([]),
  })
  .refine((input) => (input.table === undefined) !== (input.union === undefined), {
    message: 'an input has either a table or a union',
  })
export type RecipeInput = z.output<typeof recipeInputSchema>

/**
 * Looks up rows of another input (or the same one again), under the name `as`. At most one row of it may match; when
 * several do, the first in source order counts and the run warns. Rows without a match stay (a left join).
 */
export const recipeJoinSchema = z.strictObject({
  input: refSchema,
  as: refSchema,
  on: sqlText,
  expect: z.literal('many_to_one').default('many_to_one'),
})
export type RecipeJoin = z.output<typeof recipeJoinSchema>

/** How a column of a sheet comes about. `confidence` is 0..1, null for what a person wrote. */
export const recipeColumnSchema = z.strictObject({
  sql: sqlText,
  why: z.string().max(2000).default(''),
  confidence: z.number().min(0).max(1).nullable().default(null),
})
export type RecipeColumn = z.output<typeof recipeColumnSchema>

/**
 * How rows of one key become one. `key` are template columns; rows with any empty key cell are left alone.
 * `keep`: which row survives: `first` or `last` in source order, `most_complete` (most filled cells, then first), or
 * the row with the greatest value of a `by` expression over the input's columns (then first). `fill`: template columns
 * whose empty cell takes the first filled cell of the merged rows, in source order.
 */
export const dedupeSchema = z.strictObject({
  key: z.array(z.string().min(1)).min(1),
  keep: z.union([z.enum(['first', 'last', 'most_complete']), z.strictObject({ by: sqlText })]),
  fill: z.array(z.string()).default([]),
})
export type Dedupe = z.output<typeof dedupeSchema>

/**
 * One sheet: the rows of `from`, with lookups, without dropped rows, one output row for each that is left.
 *
 * - `drop`: evaluated over the input's and joins' columns; the first that holds gives the reason.
 * - `drop_invalid`: template columns without a valid value in which a row cannot be imported at all; the row is
 *   dropped, with a reason, instead of being flagged.
 * - `group`: one output row for each distinct value of these expressions; columns may then use aggregates
 *   (`count(DISTINCT …)`, `first(… ORDER BY …)`, `string_agg`); NULL groups are dropped as "empty".
 * - `value_maps`: by name, raw value → target value; used through `map_value(expression, 'name')`, which compares
 *   trimmed and case-insensitively and lets an unknown value through as it is. Mapping a value to null empties it.
 * - `review`: cells that a person should look at: a row for which `when` holds (over the inputs and joins, as columns) gets
 *   an issue of severity `needs_review` on `column`. For what an expression leaves empty or takes as it is on purpose.
 * - `order_by`: output order; left out: source order.
 */
export const recipeSheetSchema = z.strictObject({
  template: slugSchema,
  from: refSchema,
  joins: z.array(recipeJoinSchema).default([]),
  drop: z.array(z.strictObject({ when: sqlText, reason: z.string().min(1).max(200) })).default([]),
  drop_invalid: z.array(z.string().min(1)).default([]),
  group: z
    .strictObject({ by: z.array(sqlText).min(1) })
    .nullable()
    .default(null),
  columns: z.record(z.string().min(1), recipeColumnSchema),
  value_maps: z.record(z.string().min(1), z.record(z.string(), z.string().nullable())).default({}),
  dedupe: dedupeSchema.nullable().default(null),
  review: z
    .array(z.strictObject({ column: z.string().min(1), when: sqlText, message: z.string().min(1).max(500) }))
    .default([]),
})
export type RecipeSheet = z.output<typeof recipeSheetSchema>

export const recipeAnswerSchema = z.strictObject({ question: z.string(), answer: z.string(), by: z.string() })
export type RecipeAnswer = z.infer<typeof recipeAnswerSchema>

/** What a person may send or an agent may author; the store adds version and origin. */
export const recipeBodySchema = z.strictObject({
  inputs: z.array(recipeInputSchema).min(1).max(500),
  sheets: z.array(recipeSheetSchema).max(500),
  answers: z.array(recipeAnswerSchema).default([]),
})
export type RecipeBody = z.output<typeof recipeBodySchema>
/** The same as one writes it: whatever has a default may be left out. */
export type RecipeDraft = z.input<typeof recipeBodySchema>

/**
 * A recipe as it is kept: immutable, `version` counts from 1 in its migration, `parent` is the version it came from.
 * `restores`: the version that an undo made count again; null for any other version.
 */
export const recipeSchema = z.object({
  version: z.int().positive(),
  parent: z.int().positive().nullable(),
  restores: z.int().positive().nullable(),
  author: z.enum(['agent', 'person']),
  run_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  ...recipeBodySchema.shape,
})
export type Recipe = z.output<typeof recipeSchema>
