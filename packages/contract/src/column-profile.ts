import { z } from 'zod'

/** What the values of a column are, beyond text. */
export const semanticKinds = [
  'empty',
  'id',
  'integer',
  'decimal',
  'money',
  'percentage',
  'boolean',
  'date',
  'timestamp',
  'epoch',
  'time',
  'email',
  'phone',
  'url',
  'country',
  'postcode',
  'person_name',
  'first_name',
  'last_name',
  'organisation',
  'street',
  'city',
  'enumeration',
  'json',
  'text',
] as const
export type SemanticKind = (typeof semanticKinds)[number]

/** How well one reading of a column's values fits: `misfits` of `tried` non-empty values do not parse. */
export const formatFitSchema = z.object({
  /** A strptime format, a number style (`dot`, `comma`, `plain`) or a named encoding (`epoch_s`, `excel_serial`). */
  format: z.string(),
  fits: z.int().nonnegative(),
  misfits: z.int().nonnegative(),
  samples_of_misfits: z.array(z.string()).max(5),
})
export type FormatFit = z.infer<typeof formatFitSchema>

/**
 * What one staged column looks like, measured over every row of its staging table.
 *
 * - Source: `profileTable` (engine/src/profile). Never edited afterwards.
 * - Shares are fractions 0..1 of `row_count`, not percentages.
 * - Null, '' and blank count as empty, and so do `placeholders`: texts that stand for nothing (`n/a`, `-`), found by
 *   evidence.
 * - `top_values` are raw texts with counts, most frequent first, at most 1,000; complete exactly when
 *   `distinct_count` is not larger. They may hold personal data, so they are never logged.
 */
export const columnProfileSchema = z.object({
  column: z.string().min(1),
  row_count: z.int().nonnegative(),
  empty_share: z.number().min(0).max(1),
  distinct_count: z.int().nonnegative(),
  /** No two non-empty values are equal, and no value is empty. */
  is_key: z.boolean(),
  kind: z.enum(semanticKinds),
  /** Share of the non-empty values that `kind` fits. */
  kind_share: z.number().min(0).max(1),
  /** All readings that fit any value of a column that is mostly dates (or numbers), best first. */
  dates: z.array(formatFitSchema),
  numbers: z.array(formatFitSchema),
  /** Of the slashed or dotted dates: which order the whole column proves. Null where there are no such dates. */
  date_order: z.enum(['day_first', 'month_first', 'ambiguous', 'mixed']).nullable(),
  min_length: z.int().nonnegative(),
  max_length: z.int().nonnegative(),
  /** Character shapes (`9999-99-99`, `Aa Aa`) with counts, most frequent first, at most 20. */
  patterns: z.array(z.object({ pattern: z.string(), count: z.int() })),
  top_values: z.array(z.object({ value: z.string(), count: z.int() })),
  placeholders: z.array(z.string()),
})
export type ColumnProfile = z.infer<typeof columnProfileSchema>

/** A whole staging table as the agent knows it. `table` is the staging table's name. */
export const tableProfileSchema = z.object({
  table: z.string(),
  row_count: z.int().nonnegative(),
  columns: z.array(columnProfileSchema),
})
export type TableProfile = z.infer<typeof tableProfileSchema>

/**
 * `share` of the distinct non-empty values of `from` that stand in `to` as well, compared trimmed and lower-cased, or by
 * their digits alone without leading zeros (`D-05` and `5`).
 */
export const inclusionSchema = z.object({
  from: z.object({ table: z.string(), column: z.string() }),
  to: z.object({ table: z.string(), column: z.string() }),
  share: z.number().min(0).max(1),
  /** True when `to` is a key of its table: a foreign key candidate. */
  to_is_key: z.boolean(),
  by: z.enum(['text', 'digits']),
})
export type Inclusion = z.infer<typeof inclusionSchema>
