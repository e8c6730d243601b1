import { join as joinPath } from 'node:path'
import { type IssueSource, renderIssues } from '../preview/index.ts'
import type { RenderMode } from '../recipe/index.ts'
import { ident, sql } from '../sql/quote.ts'
import { type FillContext, type Filled, madeOf } from './fill-one.ts'
import type { FilledSheet, FillRequest } from './fill-request.ts'
import { proveRows } from './prove-rows.ts'
import { renderOrigin } from './render-fill.ts'
import type { SheetColumn } from './sheet-set.ts'
import { tablesOf } from './used-inputs.ts'
import { writeParquet } from './write-parquet.ts'

/** Writes the rows and issues of filled sheets, each with its origin and a hash of its content. */
export async function writeSheets(
  request: FillRequest,
  filled: readonly Filled[],
  { careful }: RenderMode,
  make: FillContext['make'],
) {
  const { db, tables, outDir, sheetIds } = request
  const sources: IssueSource[] = filled.map(({ sheet, table }) => ({
    table,
    template: sheet.template,
    columns: sheet.columns,
    review: sheet.review,
    careful,
  }))
  const tableNames = tables.map(({ name }) => name)
  const written: { file: FilledSheet; proof: string }[] = []
  for (const [index, { sheet, table, rowCount, merged }] of filled.entries()) {
    request.signal?.throwIfAborted()
    const { slug, name, columns } = sheet.template
    const rows_path = joinPath(outDir, `${slug}.rows.parquet`)
    const issues_path = joinPath(outDir, `${slug}.issues.parquet`)
    const usesOne = tablesOf(sheet.from).concat(sheet.joins.flatMap(({ input }) => tablesOf(input)))
    const origin = renderOrigin({
      tableNames: new Set(usesOne).size === 1 ? [tableNames[usesOne[0] as number] as string] : tableNames,
      made: madeOf(sheet),
      joins: sheet.joins.map(({ input }) => input.gathers),
      merged,
    })
    const cells = columns.map((column, place) => `s.c${place} AS ${ident(column.name)}`)
    await writeParquet(
      db,
      sql(
        `SELECT ${[`s.rowid + 1 AS "_id"`, ...cells, `${origin} AS "_origin"`].join(', ')} FROM ${table} AS s${merged ? ` LEFT JOIN ${merged} AS m ON m.survivor = s.rowid ORDER BY s.rowid` : ''}`,
      ),
      rows_path,
    )
    const queries = renderIssues(sources[index] as IssueSource, sources)
    const issues = await make(
      `__s${sheet.index}_issues`,
      queries.length > 0 ? sql(queries.join('\nUNION ALL ')) : noIssues,
    )
    await writeParquet(
      db,
      sql(`SELECT row_id, "column", rule, severity, message, value FROM ${issues} ORDER BY row_id, place, rank`),
      issues_path,
    )
    const [invalid] = await db.rows<{ n: number }>(
      sql(`SELECT count(DISTINCT row_id) AS n FROM ${issues} WHERE severity = 'invalid'`),
    )
    written.push({
      file: {
        slug,
        name,
        sheet_id: sheetIds.get(slug) ?? '',
        rows_path,
        issues_path,
        row_count: rowCount,
        invalid_rows: invalid?.n ?? 0,
        columns: sheet.columns.map(describeColumn),
      },
      proof: await proveRows(
        db,
        table,
        sql('rowid + 1'),
        columns.map((_, place) => `c${place}`),
        columns.map((column) => column.name),
      ),
    })
  }
  return written
}

const noIssues = sql(
  `SELECT CAST(NULL AS BIGINT) AS row_id, CAST(0 AS SMALLINT) AS place, CAST(0 AS TINYINT) AS rank, '' AS "column", '' AS rule, '' AS severity, '' AS message, CAST(NULL AS VARCHAR) AS value WHERE false`,
)

function describeColumn({ name, value }: Filled['sheet']['columns'][number]): SheetColumn {
  if (!value) return { name, expression: null, from: [], why: '', confidence: null }
  return { name, expression: value.text, from: [...value.reads], why: value.why, confidence: value.confidence }
}
