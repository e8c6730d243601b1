import { stat } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { StagedColumn } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, join, type Sql, sql, text } from '../sql/quote.ts'
import { nameTable } from './name-table.ts'
import { writeStaging } from './read-csv-sql.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import { stageJson } from './stage-json.ts'
import { type LocalStagedTable, type StageProgress, WarningCount } from './staged-file.ts'

export type StageStreamOptions = {
  db: Duckdb
  /** The stream's records as JSON, one a line, in the order in which they came. */
  path: string
  stream: {
    connectionId: string
    name: string
    /** Name of the source, which tells apart streams of two sources that are called the same. */
    sourceName: string
    /** Paths of the fields that make a record unique; empty when unknown. */
    primaryKey: readonly (readonly string[])[]
    deletedField: readonly string[] | null
  }
  /** What an earlier extraction has left, to merge the records into: rows with the same key are replaced. */
  previous: { path: string; columns: readonly StagedColumn[] } | null
  outDir: string
  tableNames: ReadonlySet<string>
  signal?: AbortSignal
  onProgress?: (progress: StageProgress) => void
}

/** The table, and what merging did to the rows of the earlier extraction. */
export type StagedStream = { table: LocalStagedTable; replaced: number; removed: number; added: number }

/**
 * Turns extracted records into one staging table, with the columns of all of them, whatever page they came on. Of the
 * versions of a record, told by its key, the last one counts; the others are set aside as `superseded`, and a record that
 * the source says is gone as `deleted`. Records without a key are all kept. Null when there are no records at all.
 *
 * Merged into an earlier extraction, the rows are numbered anew: those that are as they were, then the newer ones.
 */
export async function stageStream(options: StageStreamOptions): Promise<StagedStream | null> {
  const { db, path, stream, outDir, tableNames, signal, previous } = options
  signal?.throwIfAborted()
  const onAbort = () => db.interrupt()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const { size } = await stat(path)
    if (size === 0) return null
    const file = { id: stream.connectionId, name: stream.name, content_type: 'application/x-ndjson' }
    const [part] = await stageJson({ ...options, file }, size, { layout: 'lines', encoding: 'utf-8-mixed' })
    if (!part) return null
    const warnings = [...part.warnings]
    const columnAt = (field: readonly string[]) => part.columns.find(({ header }) => header === field.join('.'))
    const key = stream.primaryKey.map(columnAt).filter((column) => column !== undefined)
    const hasKey = stream.primaryKey.length > 0 && key.length === stream.primaryKey.length
    const keys = hasKey ? key.map(({ name }) => ident(name)) : []
    if (hasKey) {
      const keyless = await countKeyless(db, part.path, keys)
      if (keyless.count > 0) {
        warnings.push({
          code: 'records_without_key',
          message: `Records without ${key.map(({ header }) => header).join(', ')}, by which they are told apart, were all kept.`,
          rows: keyless.rows,
          count: keyless.count,
        })
      }
    } else if (stream.primaryKey.length > 0) {
      warnings.push({
        code: 'key_missing',
        message: `No record has ${stream.primaryKey.map((field) => field.join('.')).join(', ')}, by which they should be told apart, so none was taken for another’s later version.`,
        rows: [],
        count: part.rowCount,
      })
    }
    const deleted = stream.deletedField ? columnAt(stream.deletedField) : undefined
    const gone = deleted ? sql(`coalesce(lower(${ident(deleted.name)}), '') IN ('true', '1')`) : null
    const base = {
      name: nameStream(stream, tableNames),
      source: { kind: 'stream', connection_id: stream.connectionId, stream: stream.name },
      part: null,
      storage_key: '',
      format: 'stream',
      encoding: 'utf-8',
      dialect: null,
      title: [],
      warnings,
    } as const
    if (previous) {
      const merged = await merge(db, { part, previous, keys: hasKey ? key : [], gone, outDir })
      return { ...merged, table: { ...base, ...merged.table, warnings, title: [], excluded: [] } }
    }
    const none = { replaced: 0, removed: 0 }
    const aside = await findAside(db, part.path, keys, gone)
    const asideRows = aside.superseded.rows + aside.deleted.rows
    const rowCount = part.rowCount - asideRows
    const excluded = [...part.excluded, ...excludedRows(new Map(Object.entries(aside) as ['superseded', RowRanges][]))]
    const table = { ...base, title: [], warnings, columns: part.columns, row_count: rowCount, excluded }
    if (asideRows === 0) return { ...none, added: rowCount, table: { ...table, path: part.path } }
    const target = joinPath(outDir, 'distinct.parquet')
    const kept = sql(
      `SELECT * FROM (${lastVersions(part.path, keys)})${gone ? ` WHERE NOT ${gone}` : ''} ORDER BY _row`,
    )
    await db.exec(writeStaging(kept, target, part.columns.length))
    await expectRows(db, target, rowCount)
    return { ...none, added: rowCount, table: { ...table, path: target } }
  } catch (error) {
    // Whatever the interruption broke, the reason is that someone stopped the work.
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/** A stream is called as the source calls it; where another table has that name, the source is named too. */
function nameStream({ name, sourceName }: StageStreamOptions['stream'], taken: ReadonlySet<string>): string {
  return taken.has(name) ? nameTable(`${name} (${sourceName})`, null, taken) : name
}

const parquet = (path: string): Sql => sql(`read_parquet(${text(path)})`)
const allGiven = (keys: readonly Sql[]): Sql => sql(keys.map((key) => `${key} IS NOT NULL`).join(' AND '))

/** The rows of a table without those of which a later version came. */
function lastVersions(path: string, keys: readonly Sql[]): Sql {
  if (keys.length === 0) return sql(`SELECT * FROM ${parquet(path)}`)
  return sql(
    `SELECT * FROM ${parquet(path)} WHERE NOT (${allGiven(keys)}) OR _row IN (SELECT max(_row) FROM ${parquet(path)} WHERE ${allGiven(keys)} GROUP BY ${join(keys, ', ')})`,
  )
}

async function countKeyless(db: Duckdb, path: string, keys: readonly Sql[]): Promise<WarningCount> {
  const found = new WarningCount()
  const [counted] = await db.rows<{ rows: number }>(
    sql(`SELECT count(*) AS rows FROM ${parquet(path)} WHERE NOT (${allGiven(keys)})`),
  )
  if (!counted || counted.rows === 0) return found
  const shown = await db.rows<{ _row: number }>(
    sql(`SELECT _row FROM ${parquet(path)} WHERE NOT (${allGiven(keys)}) ORDER BY _row LIMIT 20`),
  )
  for (const row of shown) found.add(Number(row._row))
  found.count = Number(counted.rows)
  return found
}

/** Which rows do not count: earlier versions, and last versions that say that the record is gone. */
async function findAside(
  db: Duckdb,
  path: string,
  keys: readonly Sql[],
  gone: Sql | null,
): Promise<{ superseded: RowRanges; deleted: RowRanges }> {
  const superseded = new RowRanges()
  const deleted = new RowRanges()
  if (keys.length > 0) {
    const rows = await db.rows<{ _row: number }>(
      sql(
        `SELECT _row FROM ${parquet(path)} WHERE ${allGiven(keys)} AND _row NOT IN (SELECT max(_row) FROM ${parquet(path)} WHERE ${allGiven(keys)} GROUP BY ${join(keys, ', ')}) ORDER BY _row`,
      ),
    )
    for (const row of rows) superseded.add(Number(row._row))
  }
  if (gone) {
    const rows = await db.rows<{ _row: number }>(
      sql(`SELECT _row FROM (${lastVersions(path, keys)}) WHERE ${gone} ORDER BY _row`),
    )
    for (const row of rows) deleted.add(Number(row._row))
  }
  return { superseded, deleted }
}

type Merge = {
  part: { path: string; columns: StagedColumn[] }
  previous: NonNullable<StageStreamOptions['previous']>
  keys: readonly StagedColumn[]
  gone: Sql | null
  outDir: string
}

/** The rows of the earlier extraction that no newer record replaces, then the newer ones, in the columns of both. */
async function merge(db: Duckdb, { part, previous, keys, gone, outDir }: Merge) {
  const columns = uniteColumns(previous.columns, part.columns)
  const known = keys.length > 0 && keys.every(({ name }) => hasColumn(previous.columns, name))
  const match = sql(keys.map(({ name }) => `old.${ident(name)} = new.${ident(name)}`).join(' AND ') || 'false')
  const fresh = lastVersions(
    part.path,
    keys.map(({ name }) => ident(name)),
  )
  const kept = known
    ? sql(`SELECT old.* FROM ${parquet(previous.path)} old ANTI JOIN ${parquet(part.path)} new ON ${match}`)
    : sql(`SELECT * FROM ${parquet(previous.path)}`)
  const pick = (own: readonly StagedColumn[]) =>
    columns.map(({ name }) => `, ${hasColumn(own, name) ? '' : 'CAST(NULL AS VARCHAR) AS '}${ident(name)}`).join('')
  const select = sql(
    `SELECT row_number() OVER (ORDER BY __age, _row) AS _row${columns.map(({ name }) => `, ${ident(name)}`).join('')} FROM (
       SELECT 0 AS __age, _row${pick(previous.columns)} FROM (${kept})
       UNION ALL
       SELECT 1 AS __age, _row${pick(part.columns)} FROM (${fresh})${gone ? ` WHERE NOT ${gone}` : ''}
     ) ORDER BY _row`,
  )
  const target = joinPath(outDir, 'merged.parquet')
  await db.exec(writeStaging(select, target, columns.length))
  const count = async (query: Sql) =>
    Number((await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${query}`)))[0]?.n)
  const before = await count(parquet(previous.path))
  const stayed = await count(sql(`(${kept})`))
  const rowCount = await count(parquet(target))
  const removed =
    known && gone
      ? await count(
          sql(
            `(SELECT 1 FROM ${parquet(previous.path)} old SEMI JOIN (SELECT * FROM (${fresh}) WHERE ${gone}) new ON ${match})`,
          ),
        )
      : 0
  const replaced = before - stayed - removed
  return {
    table: { path: target, columns, row_count: rowCount },
    replaced,
    removed,
    added: rowCount - stayed - replaced,
  }
}

/** Columns of both, those of the first in their order; what is nested in either is nested. DuckDB does not tell case apart. */
function uniteColumns(first: readonly StagedColumn[], second: readonly StagedColumn[]): StagedColumn[] {
  const nested = [...first, ...second].filter((column) => column.nested)
  return [...first, ...second.filter(({ name }) => !hasColumn(first, name))].map((column) => ({
    ...column,
    nested: hasColumn(nested, column.name),
  }))
}

const hasColumn = (columns: readonly StagedColumn[], name: string): boolean =>
  columns.some((column) => column.name.toLowerCase() === name.toLowerCase())

async function expectRows(db: Duckdb, path: string, rows: number): Promise<void> {
  const [found] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM ${parquet(path)}`))
  if (Number(found?.n) !== rows) throw new Error(`telling versions apart left ${found?.n} rows instead of ${rows}`)
}
