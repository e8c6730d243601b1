import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecipeBody, StagedTable } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/index.ts'
import { EngineError } from '../../errors.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { type FilledSheets, fillSheets } from '../../sheet/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { localPaths } from '../local-paths.ts'
import type { StepContext } from '../step.ts'

/** What a recipe makes of the data, in figures. */
export type Measured = {
  sheets: ReadonlyMap<string, MeasuredSheet>
  /** Columns of the source that something reads, as `table⇥column`. */
  used: ReadonlySet<string>
  /** Columns of the source that nothing reads although they hold something. */
  unused: readonly { table: string; column: string; non_empty: number }[]
  /** Source rows that were left out. */
  dropped: number
  balanced: boolean
}

export type MeasuredSheet = {
  rows: number
  invalidRows: number
  invalidCells: number
  /** By column: how many cells are filled, how many are invalid, and hash of what is in them. */
  columns: ReadonlyMap<string, MeasuredColumn>
}
export type MeasuredColumn = { filled: number; invalid: number; content: string; reads: number }

/** A recipe that cannot be measured, and why, in words without cell values of its own. */
export type Unusable = { problems: { path: string; message: string }[] }

/** Checks recipes and fills sheets from them for nothing but the figures. */
export type DryRun = (recipe: RecipeBody) => Promise<Measured | Unusable>

/** Beyond this many rows a proposal is tried on the first rows of each table: it must not cost more than the run. */
const wholeRows = 300_000
const partRows = 50_000

/** Makes dry runs over the tables of a run, in the run's own DuckDB. What they write is gone afterwards. */
export async function openDryRun(context: StepContext, tables: readonly StagedTable[]): Promise<DryRun> {
  const db = await context.openDb()
  const rows = tables.reduce((sum, table) => sum + table.row_count, 0)
  const given = await localPaths(context, [...tables])
  const folder = join(context.workDir, 'dry-run')
  await mkdir(folder, { recursive: true })
  const { parts, pathOf } =
    rows <= wholeRows ? { parts: tables, pathOf: given } : await takeParts(db, tables, given, folder)
  let count = 0
  return async (recipe) => {
    const { templates, signal } = context
    const problems = await checkRecipe({ db, recipe, templates, tables: parts })
    if (problems.length > 0) return { problems }
    const outDir = join(folder, String(++count))
    await mkdir(outDir)
    try {
      const sheetIds = context.sheetIds
      const filled = await fillSheets({ db, recipe, templates, sheetIds, tables: parts, pathOf, outDir, signal })
      return await measure(db, filled)
    } catch (error) {
      if (!(error instanceof EngineError) || !unusable.has(error.code)) throw error
      return { problems: [{ path: 'recipe', message: error.message }] }
    } finally {
      await rm(outDir, { recursive: true, force: true })
    }
  }
}

const unusable = new Set(['recipe_invalid', 'recipe_inputs_missing', 'ledger_unbalanced'])

async function takeParts(
  db: Duckdb,
  tables: readonly StagedTable[],
  pathOf: (table: StagedTable) => string,
  folder: string,
): Promise<{ parts: StagedTable[]; pathOf: (table: StagedTable) => string }> {
  const paths = new Map<string, string>()
  const parts: StagedTable[] = []
  for (const [index, table] of tables.entries()) {
    const path = join(folder, `part-${index}.parquet`)
    const from = sql(`SELECT * FROM read_parquet(${text(pathOf(table))}) ORDER BY _row LIMIT ${partRows}`)
    await db.exec(sql(`COPY (${from}) TO ${text(path)} (FORMAT parquet)`))
    paths.set(table.name, path)
    parts.push({ ...table, row_count: Math.min(table.row_count, partRows) })
  }
  return { parts, pathOf: ({ name }) => paths.get(name)! }
}

async function measure(db: Duckdb, { sheets, coverage }: FilledSheets): Promise<Measured> {
  const measured = new Map<string, MeasuredSheet>()
  for (const sheet of sheets) {
    const counts = sheet.columns.flatMap(({ name }, place) => [
      `count(${ident(name)}) AS f${place}`,
      `CAST(sum(CAST(hash("_id", ${ident(name)}) AS HUGEINT)) AS VARCHAR) AS h${place}`,
    ])
    const [row] = await db.rows<Record<string, number | string | null>>(
      sql(`SELECT ${counts.join(', ')} FROM read_parquet(${text(sheet.rows_path)})`),
    )
    const issues = await db.rows<{ column: string; cells: number }>(
      sql(`SELECT "column", count(*) AS cells FROM read_parquet(${text(sheet.issues_path)})
        WHERE severity = 'invalid' GROUP BY "column" ORDER BY "column"`),
    )
    const invalid = new Map(issues.map(({ column, cells }) => [column, cells]))
    measured.set(sheet.slug, {
      rows: sheet.row_count,
      invalidRows: sheet.invalid_rows,
      invalidCells: issues.reduce((sum, { cells }) => sum + cells, 0),
      columns: new Map(
        sheet.columns.map(({ name, from }, place) => [
          name,
          {
            filled: Number(row?.[`f${place}`] ?? 0),
            content: String(row?.[`h${place}`] ?? ''),
            invalid: invalid.get(name) ?? 0,
            reads: from.length,
          },
        ]),
      ),
    })
  }
  return {
    sheets: measured,
    used: new Set(coverage.columns.mapped.map(({ table, column }) => `${table}\t${column}`)),
    unused: coverage.columns.unmapped.filter(({ non_empty }) => non_empty > 0),
    dropped: coverage.tables.reduce((sum, { dropped }) => sum + dropped.reduce((each, { rows }) => each + rows, 0), 0),
    balanced: coverage.balanced,
  }
}
