import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Cell,
  type CleanScan,
  CleanScanner,
  type Dialect,
  findHeading,
  isBlank,
  isPlainDialect,
  readChunks,
  splitRecords,
  TooManyColumns,
} from '../source/file/index.ts'
import { ident, join as joinSql, sql } from '../sql/quote.ts'
import { nameColumns } from './name-columns.ts'
import {
  defaultLineBytes,
  isWhole,
  measureStaging,
  readCsv,
  type StagingSize,
  wideColumns,
  writeStaging,
} from './read-csv-sql.ts'
import { noHeaderWarning, type StageFileOptions, type TablePart } from './staged-file.ts'

/** What the beginning of a file promises, for a scan of all of it to prove. */
export type CleanPlan = { headers: string[]; hasHeader: boolean; crlf: boolean }

const plannedRecords = 200

/** Whether a file that begins like this may be clean: a plain header or none, and records as wide as it. */
export function planClean(text: string, isWhole: boolean, dialect: Dialect): CleanPlan | null {
  if (!isPlainDialect(dialect)) return null
  const records: { row: number; cells: Cell[] }[] = []
  let flawed = false
  try {
    splitRecords(text, 0, { dialect, isLast: isWhole }, (cells, flaws) => {
      if (flaws !== 0) flawed = true
      records.push({ row: records.length + 1, cells })
      return !flawed && records.length < plannedRecords
    })
  } catch (error) {
    if (error instanceof TooManyColumns) return null
    throw error
  }
  const first = records[0]?.cells
  if (flawed || !first || first.length >= wideColumns || dialect.escape !== dialect.quote || /^sep=./.test(text))
    return null
  if (records.some(({ cells }) => cells.length !== first.length || cells.every(isBlank))) return null
  const heading = findHeading(records)
  const hasHeader = heading !== null
  if (heading && (heading.header !== 0 || heading.below.length > 0)) return null
  if (hasHeader ? first.some(isBlank) : records.length < 2) return null
  const firstLine = /\r\n|\r|\n/.exec(text)?.[0]
  if (firstLine === undefined || firstLine === '\r') return null
  return {
    headers: hasHeader ? first.map((cell) => cell!) : first.map(() => ''),
    hasHeader,
    crlf: firstLine === '\r\n',
  }
}

/** From this size on, DuckDB begins to read before the scan is through: mostly the file is as clean as its beginning. */
const eagerBytes = 8 * 1024 * 1024

/**
 * Stages a delimited file through DuckDB's reader, once a scan of every byte has shown that there is only one way to
 * read it; of a large file both are done at once, and what was read is thrown away if the scan finds otherwise.
 * Afterwards rows and bytes of cells must be exactly those that the scan counted. Null when the file is not clean, or
 * DuckDB read something else: it has to be split by hand.
 */
export async function stageClean(
  options: StageFileOptions,
  readable: { path: string; totalBytes: number },
  dialect: Dialect,
  plan: CleanPlan,
): Promise<TablePart | null> {
  const { db, outDir, onProgress } = options
  const { path, totalBytes } = readable
  const columns = nameColumns(plan.headers.map((header) => ({ header })))
  const names = columns.map(({ name }) => name)
  const firstRow = plan.hasHeader ? 1 : 0
  const target = join(outDir, 'clean.parquet')
  const convert = (longestRecordBytes: number) => {
    const source = readCsv({ path, columns: names, dialect, hasHeader: plan.hasHeader, longestRecordBytes })
    const select = sql(
      `SELECT row_number() OVER () + ${firstRow} AS _row, ${joinSql(names.map(ident), ', ')} FROM ${source}`,
    )
    return db.exec(writeStaging(select, target, names.length))
  }

  const eager = totalBytes >= eagerBytes ? settled(convert(0)) : undefined
  const scan = await scanFile(options, readable, dialect, plan)
  if (!scan.clean) {
    // It is not waited for: what the forgiving reader asks DuckDB to do comes after it anyway.
    void eager?.then(() => rm(target, { force: true })).catch(() => {})
    return null
  }
  onProgress?.({ phase: 'converting', bytes: 0, totalBytes })
  const isEnough = scan.longestRecordBytes + 1024 <= defaultLineBytes
  const error = eager && (await eager)
  if (isEnough && error !== undefined) throw error
  if (!eager || !isEnough) await convert(scan.longestRecordBytes)
  const [measured] = await db.rows<StagingSize>(measureStaging(target, names))
  const rowCount = scan.records - firstRow
  if (!isWhole(measured, rowCount, scan.contentBytes)) return null
  onProgress?.({ phase: 'converting', bytes: totalBytes, totalBytes })
  return {
    path: target,
    part: null,
    columns,
    rowCount,
    format: 'csv',
    encoding: 'utf-8',
    dialect: scan.quoted ? dialect : { ...dialect, quote: '', escape: '' },
    title: [],
    excluded: plan.hasHeader ? [{ reason: 'header', ranges: [[1, 1]], rows: 1 }] : [],
    warnings: plan.hasHeader ? [] : [noHeaderWarning()],
    region: { first_row: 1, last_row: scan.records, first_column: 1, last_column: columns.length },
    header_rows: plan.hasHeader ? [1] : [],
  }
}

async function scanFile(
  { signal, onProgress }: StageFileOptions,
  { path, totalBytes }: { path: string; totalBytes: number },
  dialect: Dialect,
  { headers, crlf, hasHeader }: CleanPlan,
): Promise<CleanScan> {
  const scanner = new CleanScanner({ dialect, columns: headers.length, crlf, hasHeader })
  let bytes = 0
  for await (const chunk of readChunks(path, { signal })) {
    if (!scanner.add(chunk)) break
    bytes += chunk.length
    onProgress?.({ phase: 'scanning', bytes, totalBytes })
  }
  return scanner.finish()
}

/** What a piece of work failed with; undefined once it is done. */
const settled = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error ?? new Error('failed'),
  )
