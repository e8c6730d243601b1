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

/** What the values of a column name, beyond how they are written (`kind`): a column of `enumeration` may name cities. */
export const columnMeanings = [
  'country',
  'region',
  'city',
  'postcode',
  'street',
  'first_name',
  'last_name',
  'person_name',
  'organisation',
  'language',
  'currency',
] as const
export type ColumnMeaning = (typeof columnMeanings)[number]

/** How well one reading of a column's values fits: `misfits` of `tried` non-empty values do not parse. */
export const formatFitSchema = z.object({
  /** A strptime format, a number style (`dot`, `comma`, `plain`), a named encoding (`epoch_s`, `excel_serial`) or a shape. */
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
  /** What the values name, where they or the header show it; null where neither does. */
  meaning: z.enum(columnMeanings).nullable(),
  /** All readings that fit any value of a column that is mostly dates (or numbers), best first. */
  dates: z.array(formatFitSchema),
  numbers: z.array(formatFitSchema),
  /** The one character shape of a column of codes (kind `id`, `phone` and the like) that nearly all values have; else null. */
  code: formatFitSchema.nullable(),
  /** Of the slashed or dotted dates: which order the whole column proves. Null where there are no such dates. */
  date_order: z.enum(['day_first', 'month_first', 'ambiguous', 'mixed']).nullable(),
  min_length: z.int().nonnegative(),
  max_length: z.int().nonnegative(),
  /** Character shapes (`9999-99-99`, `Aa Aa`) with counts, most frequent first, at most 20. */
  patterns: z.array(z.object({ pattern: z.string(), count: z.int() })),
  top_values: z.array(z.object({ value: z.string(), count: z.int() })),
  placeholders: z.array(z.string()),
  /** Spellings of one value that differ in case, blanks, accents or signs alone, most rows first; at most 20 groups. */
  variants: z
    .array(z.object({ usual: z.string(), others: z.array(z.object({ value: z.string(), count: z.int() })).max(10) }))
    .max(20),
})
export type ColumnProfile = z.infer<typeof columnProfileSchema>

/**
 * Rows that agree in `from` agree in `to` as well: `from` names a thing that `to` belongs to (customer number → customer
 * name). Values are compared trimmed; rows in which either is empty say nothing.
 *
 * - Only groups of at least two rows count as evidence: `rows` is how many rows they hold, `groups` how many there are.
 * - `share` (0..1) of `rows` hold the most frequent `to` of their group; 1 means no exception.
 * - `violations`: groups with more than one `to`, most deviating rows first, at most 20; `violating_groups` counts all.
 */
export const dependencySchema = z.object({
  from: z.string(),
  to: z.string(),
  share: z.number().min(0).max(1),
  rows: z.int().nonnegative(),
  groups: z.int().nonnegative(),
  violating_groups: z.int().nonnegative(),
  violations: z
    .array(
      z.object({
        value: z.string(),
        usual: z.string(),
        usual_rows: z.int(),
        others: z.array(z.object({ value: z.string(), rows: z.int() })).max(5),
      }),
    )
    .max(20),
})
export type Dependency = z.infer<typeof dependencySchema>

/**
 * Rows of one table that look like the same thing though they share no key, with the columns in which all of them agree
 * and those in which some differ. `sure`: their names agree, something that few share (a phone, an e-mail, an address, a
 * birthday) agrees, and nothing of the kind contradicts it. `confidence` is that of the weakest link, 0..1.
 */
export const nearDuplicateGroupSchema = z.object({
  rows: z.array(z.int()).min(2),
  sure: z.boolean(),
  confidence: z.number().min(0).max(1),
  agree: z.array(z.string()),
  differ: z.array(z.string()),
})
export type NearDuplicateGroup = z.infer<typeof nearDuplicateGroupSchema>

/**
 * A value that is probably a slip, and what was probably meant: `column` and `value` as staged, `rows` the first at most
 * 20 of the `row_count` rows that hold it so. `evidence` says why in words and quotes values: data, never logged.
 */
export const suspectSchema = z.object({
  column: z.string(),
  value: z.string(),
  suggestion: z.string(),
  rows: z.array(z.int()).max(20),
  row_count: z.int().positive(),
  evidence: z.string(),
  confidence: z.number().min(0).max(1),
})
export type Suspect = z.infer<typeof suspectSchema>

/**
 * A whole staging table as the agent knows it. `table` is the staging table's name.
 *
 * - `dependencies` between single columns, strongest first; none for tables too wide or too long to look (the bounds
 *   stand in engine/src/profile/dependencies).
 * - `near_duplicates`: surest first; only searched for in tables whose rows mostly have a name of their own.
 * - `suspects`: most rows first.
 * - `keys`: sets of columns of which no two rows agree in all and none is empty, single columns first, each set minimal.
 */
export const tableProfileSchema = z.object({
  table: z.string(),
  row_count: z.int().nonnegative(),
  columns: z.array(columnProfileSchema),
  dependencies: z.array(dependencySchema),
  keys: z.array(z.array(z.string())),
  near_duplicates: z.array(nearDuplicateGroupSchema).max(200),
  suspects: z.array(suspectSchema).max(200),
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
