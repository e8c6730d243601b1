import { rm } from 'node:fs/promises'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, join, sql } from '../sql/quote.ts'
import { type NormalisedFile, normalisedDialect } from './normalised-file.ts'
import { isWhole, measureStaging, readCsv, type StagingSize, writeStaging } from './read-csv-sql.ts'

/** Turns a finished normalised file into a staging table and removes it. */
export async function readNormalised(
  db: Duckdb,
  file: NormalisedFile,
  columns: readonly string[],
  target: string,
): Promise<void> {
  const source = readCsv({
    path: file.path,
    columns: ['_row', ...columns],
    dialect: normalisedDialect,
    hasHeader: false,
    longestRecordBytes: file.longestRecordBytes,
  })
  const cells = columns.map((name) => `, ${ident(name)}`)
  const select = sql(`SELECT CAST(_row AS BIGINT) AS _row${join(cells, '')} FROM ${source}`)
  await db.exec(writeStaging(select, target, columns.length))
  const [measured] = await db.rows<StagingSize>(measureStaging(target, columns))
  if (!isWhole(measured, file.rows, file.contentBytes)) {
    throw new Error(
      `staging lost something: ${file.rows} rows and ${file.contentBytes} bytes went in, ${measured?.rows} rows and ${measured?.bytes} bytes came out`,
    )
  }
  await rm(file.path, { force: true })
}
