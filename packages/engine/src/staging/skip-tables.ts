import { join } from 'node:path'
import type { SourceWarning } from '@godwit/contract'
import { sql, text } from '../sql/quote.ts'
import { writeStaging } from './read-csv-sql.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import type { StageFileOptions, TablePart } from './staged-file.ts'

/** A table of which a person wants nothing: it has no rows left, and those that it had are counted as skipped. */
export async function skipTable({ db, outDir }: StageFileOptions, part: TablePart, n: number): Promise<TablePart> {
  const source = sql(`read_parquet(${text(part.path)})`)
  const ranges = await db.rows<{ first: number; last: number }>(
    sql(
      `SELECT min(_row) AS first, max(_row) AS last FROM (SELECT _row, _row - row_number() OVER (ORDER BY _row) AS run FROM ${source}) GROUP BY run ORDER BY first`,
    ),
  )
  const skipped = new RowRanges()
  for (const { first, last } of ranges) skipped.addRange(Number(first), Number(last))
  const path = join(outDir, `skipped-${n}.parquet`)
  await db.exec(writeStaging(sql(`SELECT * FROM ${source} LIMIT 0`), path, part.columns.length))
  return {
    ...part,
    path,
    rowCount: 0,
    excluded: [...part.excluded, ...excludedRows(new Map([['skipped', skipped]]))],
    warnings: [skippedWarning(part.rowCount), ...part.warnings],
  }
}

const skippedWarning = (rows: number): SourceWarning => ({
  code: 'table_skipped',
  message: 'A person has set this table to be left out; its rows are counted, and not imported.',
  rows: [],
  count: rows,
})
