import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type RecipeBody,
  recipeBodySchema,
  type StagedTable,
  type Template,
  templateColumnSchema,
} from '@godwit/contract'
import { type Duckdb, openDuckdb } from '../../src/duckdb/index.ts'
import { type FilledSheets, fillSheets } from '../../src/sheet/index.ts'
import { ident, sql, text } from '../../src/sql/quote.ts'

export type Cell = string | null
export type Rows = readonly (readonly Cell[])[]

/** A real DuckDB process with a folder of its own, for filling sheets from rows written in a test. */
export type SheetBench = {
  db: Duckdb
  dir: string
  /** Stages rows under a name; `_row` counts from 2, as below a header row. */
  stage(name: string, columns: readonly string[], rows: Rows, extra?: Partial<StagedTable>): Promise<StagedTable>
  pathOf(table: StagedTable): string
  fill(recipe: unknown, templates: readonly Template[], tables: readonly StagedTable[]): Promise<FilledSheets>
  /** The cells of a filled sheet, in order. */
  cells(filled: FilledSheets, slug?: string): Promise<Cell[][]>
  origins(filled: FilledSheets, slug?: string): Promise<string[][]>
  issues(
    filled: FilledSheets,
    slug?: string,
  ): Promise<{ row_id: number; column: string; rule: string; value: Cell; message: string }[]>
  ledger(filled: FilledSheets): Promise<string[]>
  close(): Promise<void>
}

export async function openSheetBench(threads?: number): Promise<SheetBench> {
  const dir = await mkdtemp(join(tmpdir(), 'godwit-sheets-'))
  const db = await openDuckdb({ directories: [dir], spillDir: dir, memoryLimitBytes: 512 * 1024 * 1024, threads })
  const pathOf = (table: StagedTable) => join(dir, table.storage_key)
  const only = (filled: FilledSheets, slug?: string) => {
    const sheet = slug === undefined ? filled.sheets[0] : filled.sheets.find((each) => each.slug === slug)
    if (!sheet) throw new Error(`no sheet ${slug}`)
    return sheet
  }
  return {
    db,
    dir,
    pathOf,
    async stage(name, columns, rows, extra = {}) {
      const storage_key = `${randomUUID()}.parquet`
      const lists = columns.map((_, index) => rows.map((row) => row[index] ?? null))
      const selects = columns.map((column, index) => `unnest(CAST($${index + 1} AS VARCHAR[])) AS ${ident(column)}`)
      const place = `unnest(range(2, ${rows.length + 2})) AS _row`
      await db.exec(sql('DROP TABLE IF EXISTS staging_in_test'))
      await db.rows(sql(`CREATE TEMP TABLE staging_in_test AS SELECT ${[place, ...selects].join(', ')}`), lists)
      await db.exec(
        sql(`COPY (SELECT * FROM staging_in_test ORDER BY _row) TO ${text(join(dir, storage_key))} (FORMAT parquet)`),
      )
      await db.exec(sql('DROP TABLE staging_in_test'))
      return {
        name,
        source: { kind: 'file', file_id: randomUUID(), file_name: `${name}.csv` },
        part: null,
        storage_key,
        columns: columns.map((column) => ({ name: column, header: column, nested: false })),
        row_count: rows.length,
        format: 'csv',
        encoding: 'utf-8',
        dialect: { delimiter: ',', quote: '"', escape: '"' },
        title: [],
        excluded: [{ reason: 'header', ranges: [[1, 1]], rows: 1 }],
        warnings: [],
        ...extra,
      }
    },
    async fill(recipe, templates, tables) {
      const outDir = join(dir, randomUUID())
      await mkdir(outDir)
      const body: RecipeBody = recipeBodySchema.parse(recipe)
      const sheetIds = new Map(templates.map(({ slug, id }) => [slug, id]))
      return fillSheets({ db, recipe: body, templates, sheetIds, tables, pathOf, outDir })
    },
    async cells(filled, slug) {
      const sheet = only(filled, slug)
      const columns = sheet.columns.map(({ name }) => ident(name)).join(', ')
      const rows = await db.rows<{ cells: Cell[] }>(
        sql(`SELECT [${columns}] AS cells FROM read_parquet(${text(sheet.rows_path)}) ORDER BY _id`),
      )
      return rows.map(({ cells }) => cells)
    },
    async origins(filled, slug) {
      const rows = await db.rows<{ origins: string[] }>(
        sql(
          `SELECT list_transform(_origin, lambda o: o."table" || ':' || o."row") AS origins FROM read_parquet(${text(only(filled, slug).rows_path)}) ORDER BY _id`,
        ),
      )
      return rows.map(({ origins }) => origins)
    },
    issues: (filled, slug) =>
      db.rows(
        sql(
          `SELECT row_id, "column", rule, value, message FROM read_parquet(${text(only(filled, slug).issues_path)}, file_row_number = true) ORDER BY file_row_number`,
        ),
      ),
    async ledger(filled) {
      const rows = await db.rows<{ line: string }>(
        sql(
          `SELECT concat_ws(' ', "table" || ':' || "row", outcome, sheet || '#' || row_id, reason) AS line FROM read_parquet(${text(filled.ledger_path)}) ORDER BY "table", "row"`,
        ),
      )
      return rows.map(({ line }) => line)
    },
    async close() {
      await db.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** A template from its columns, with defaults. */
export function makeTemplate(slug: string, columns: readonly ({ name: string } & Record<string, unknown>)[]): Template {
  return {
    id: randomUUID(),
    slug,
    name: slug,
    description: '',
    version: 1,
    columns: columns.map((column) => templateColumnSchema.parse(column)),
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  }
}

/** An input of a recipe that is one table, found by its name. */
export const input = (name: string, shape: readonly object[] = [], ref = name) => ({
  ref,
  table: { name, columns: [] },
  shape,
})
