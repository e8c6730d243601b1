import { z } from 'zod'

/** Rows of the source that are not data, with why: they count in the ledger, so that every row is accounted for. */
export const excludedRowsSchema = z.object({
  /**
   * `superseded`: a later version of the same record came; `deleted`: the source says that the record is gone; `outside`: not in
   * the region that a person has set; `skipped`: a person has left the whole table out.
   */
  reason: z.enum([
    'title',
    'header',
    'blank',
    'total',
    'comment',
    'unreadable',
    'superseded',
    'deleted',
    'outside',
    'skipped',
  ]),
  /** 1-based positions in the source (`_row`), as inclusive ranges in order. */
  ranges: z.array(z.tuple([z.int().positive(), z.int().positive()])),
  rows: z.int().nonnegative(),
})
export type ExcludedRows = z.infer<typeof excludedRowsSchema>

/** Something about a source that a person should know. `rows` holds at most 20 positions; `count` says how many. */
export const sourceWarningSchema = z.object({
  code: z.string(),
  message: z.string(),
  rows: z.array(z.int()).default([]),
  count: z.int().nonnegative().default(0),
})
export type SourceWarning = z.infer<typeof sourceWarningSchema>

export const stagedColumnSchema = z.object({
  /** Unique in its table, never empty: a blank or repeated header gets a suffix. What recipes refer to. */
  name: z.string().min(1),
  /** The header exactly as the source has it; empty if it has none. */
  header: z.string(),
  /** True for a nested JSON value kept as JSON text; its scalar leaves stand beside it as dotted columns. */
  nested: z.boolean().default(false),
})
export type StagedColumn = z.infer<typeof stagedColumnSchema>

/** Where a table lies: rows and columns of its file or sheet, 1-based, both ends counted, titles and blank rows with it. */
export const regionSchema = z.strictObject({
  first_row: z.int().positive(),
  last_row: z.int().positive(),
  first_column: z.int().positive(),
  last_column: z.int().positive(),
})
export type Region = z.infer<typeof regionSchema>

/** `stream` is a live source's. */
export const fileFormats = [
  'csv',
  'json',
  'ndjson',
  'parquet',
  'xlsx',
  'xlsb',
  'xls',
  'ods',
  'pdf',
  'docx',
  'html',
  'markdown',
  'xml',
  'yaml',
  'vcard',
  'ldif',
  'mbox',
  'icalendar',
  'email',
  'sql',
  'sqlite',
  'arrow',
  'avro',
  'stream',
] as const

/**
 * A staging table: raw rows, exactly as the source had them.
 *
 * - The data is Parquet at `storage_key`: `_row` BIGINT (1-based position of the record in its source, header and
 *   title rows counted), then every column of `columns` as VARCHAR, in source order, rows in `_row` order.
 * - An empty cell of a delimited file is NULL when unquoted and '' when quoted; every other text is untouched.
 * - `row_count` counts data rows; `excluded` the rest. An empty table is legal.
 * - Source: `stageSource` (engine/src/staging). The same bytes give the same Parquet content.
 */
export const stagedTableSchema = z.object({
  /** Unique within the migration, readable: the file's name, with the part after `#` where there are several. */
  name: z.string().min(1),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), file_id: z.uuid(), file_name: z.string() }),
    z.object({ kind: z.literal('stream'), connection_id: z.uuid(), stream: z.string() }),
  ]),
  /** The sheet, region or member of the file that this table is; null when the file is one table. */
  part: z.string().nullable(),
  storage_key: z.string(),
  columns: z.array(stagedColumnSchema),
  row_count: z.int().nonnegative(),
  /** What the bytes were; of a file within an archive, that file's. */
  format: z.enum(fileFormats),
  encoding: z.string().nullable(),
  /** Null for formats without one. `quote` is empty where nothing is quoted. */
  dialect: z.object({ delimiter: z.string(), quote: z.string(), escape: z.string() }).nullable(),
  /** Text of the title rows above the header, in order; they may hold facts (a month, a department). */
  title: z.array(z.string()),
  excluded: z.array(excludedRowsSchema),
  warnings: z.array(sourceWarningSchema),
  /** Left out or null for formats whose tables have no place, such as JSON. */
  region: regionSchema.nullish(),
  /** Rows of the file that name the columns, repetitions not counted. */
  header_rows: z.array(z.int().positive()).optional(),
  /** A person has left the table out: its rows are all `excluded`, and no recipe is made for it. */
  skipped: z.boolean().optional(),
})
export type StagedTable = z.infer<typeof stagedTableSchema>
