import { join } from 'node:path'
import { DuckdbError } from '../duckdb/index.ts'
import { EngineError } from '../errors.ts'
import { ident, join as joinSql, type Sql, sql, text } from '../sql/quote.ts'
import { nameColumns } from './name-columns.ts'
import { structFields } from './parquet-type.ts'
import { pathWithoutPattern } from './path-without-pattern.ts'
import { writeStaging } from './read-csv-sql.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'

type Described = { column_name: string; column_type: string }
type Leaf = { header: string; nested: boolean; expression: Sql }

/** Stages a Parquet file: every column as text, nested ones as JSON, with the leaves of structs beside them. */
export async function stageParquet(options: StageFileOptions): Promise<TablePart[]> {
  const { db, file, outDir } = options
  const path = await pathWithoutPattern(options.path, outDir)
  const source = sql(`read_parquet(${text(path)}, hive_partitioning = false, file_row_number = false)`)
  try {
    const described = await db.rows<Described>(sql(`DESCRIBE SELECT * FROM ${source}`))
    const leaves = described.flatMap(({ column_name, column_type }) =>
      readLeaves(column_name, ident(column_name), column_type),
    )
    const columns = nameColumns(leaves)
    const target = join(outDir, 'part-1.parquet')
    const cells = leaves.map(({ expression }, at) => `${expression} AS ${ident(columns[at]!.name)}`)
    await db.exec(
      writeStaging(
        sql(`SELECT row_number() OVER () AS _row, ${joinSql(cells, ', ')} FROM ${source}`),
        target,
        columns.length,
      ),
    )
    const [counted] = await db.rows<{ rows: number }>(sql(`SELECT count(*) AS rows FROM read_parquet(${text(target)})`))
    return [
      {
        path: target,
        part: null,
        columns,
        rowCount: counted?.rows ?? 0,
        format: 'parquet',
        encoding: null,
        dialect: null,
        title: [],
        excluded: [],
        warnings: [],
      },
    ]
  } catch (error) {
    if (!(error instanceof DuckdbError)) throw error
    throw new EngineError(
      'file_unreadable',
      `${file.name} begins like a Parquet file but cannot be read as one. Check that it arrived whole, or export it as CSV.`,
      { cause: error, detail: { duckdb: error.message.slice(0, 300) } },
    )
  }
}

/** A column, and for a struct its fields after it. */
function readLeaves(header: string, expression: Sql, type: string): Leaf[] {
  const fields = structFields(type)
  const nested = fields !== null || /\]$|^(?:MAP|UNION)\(/.test(type)
  const own: Leaf = {
    header,
    nested,
    expression: nested ? sql(`CAST(to_json(${expression}) AS VARCHAR)`) : sql(`CAST(${expression} AS VARCHAR)`),
  }
  if (!fields) return [own]
  const inner = fields.flatMap((field) =>
    readLeaves(`${header}.${field.name}`, sql(`struct_extract(${expression}, ${text(field.name)})`), field.type),
  )
  return [own, ...inner]
}
