import { join } from 'node:path'
import type { SourceWarning } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { JsonColumns, JsonSyntaxError, TooManyKeys } from '../source/file/index.ts'
import { nameColumns } from './name-columns.ts'
import { NormalisedFile } from './normalised-file.ts'
import { findJsonLayout, type JsonReading, readJsonValues } from './read-json-values.ts'
import { readNormalised } from './read-normalised.ts'
import { excludedRows, RowRanges } from './row-ranges.ts'
import { type StageFileOptions, type TablePart, WarningCount } from './staged-file.ts'

/** What one array of a document, or all lines of a file, hold. */
class JsonTable {
  readonly columns = new JsonColumns()
  readonly blank = new RowRanges()
  readonly unreadable = new RowRanges()
  readonly unreadableRows = new WarningCount()
  readonly broken = new WarningCount()
  rows = 0
  objects = 0

  /** Looks at a record for its columns. */
  survey(row: number, text: string, isBroken: boolean) {
    if (/^\s*$/.test(text)) return this.blank.add(row)
    try {
      this.columns.flatten(text)
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      this.unreadable.add(row)
      this.unreadableRows.add(row)
      return
    }
    this.rows++
    if (/^\s*[{[]/.test(text)) this.objects++
    if (isBroken) this.broken.add(row)
  }
}

const shownFacts = 50

/**
 * Stages JSON: an array of records, an object that holds one or several such arrays, or records one a line or one after
 * another. A first pass finds tables and columns, a second writes them. Memory holds a chunk and one record. `layout` is
 * given where it is known.
 */
export async function stageJson(
  options: StageFileOptions,
  totalBytes: number,
  layout?: Pick<JsonReading, 'layout' | 'encoding'>,
): Promise<TablePart[]> {
  const { path, outDir, signal, onProgress, db, file } = options
  const found = layout ?? (await findJsonLayout(path))
  const reading: JsonReading = { path, ...found, signal }
  try {
    const { tables, facts, left } = await surveyTables(reading, file.name, (bytes) =>
      onProgress?.({ phase: 'scanning', bytes, totalBytes }),
    )
    const writers = new Map<string, { file: NormalisedFile; ids: number[] }>()
    try {
      for (const [at, [key, table]] of [...tables].entries()) {
        const ids = table.columns.ordered().map(({ id }) => id)
        writers.set(key, {
          file: await NormalisedFile.create(join(outDir, `part-${at + 1}.normalised`), ids.length),
          ids,
        })
      }
      await readJsonValues(
        { ...reading, onBytes: (bytes) => onProgress?.({ phase: 'converting', bytes, totalBytes }) },
        ({ path: key, row, text }) => {
          const writer = writers.get(key)
          if (!writer || /^\s*$/.test(text)) return
          try {
            const cells = tables.get(key)!.columns.flatten(text)
            writer.file.add(
              row,
              writer.ids.map((id) => cells[id] ?? null),
            )
          } catch (error) {
            if (!(error instanceof JsonSyntaxError)) throw error
          }
        },
        undefined,
        async () => {
          for (const writer of writers.values()) await writer.file.flush()
        },
      )
      const parts: TablePart[] = []
      for (const [at, [key, table]] of [...tables].entries()) {
        const writer = writers.get(key)!
        await writer.file.close()
        const ordered = table.columns.ordered()
        const columns = nameColumns(ordered.map((column) => ({ header: column.path, nested: column.nested })))
        const target = join(outDir, `part-${at + 1}.parquet`)
        signal?.throwIfAborted()
        await readNormalised(
          db,
          writer.file,
          columns.map(({ name }) => name),
          target,
        )
        parts.push({
          path: target,
          part: tables.size > 1 ? key || '1' : null,
          columns,
          rowCount: table.rows,
          format: reading.layout === 'lines' ? 'ndjson' : 'json',
          encoding: reading.encoding === 'utf-8-mixed' ? 'utf-8' : reading.encoding,
          dialect: null,
          title: facts,
          excluded: excludedRows(
            new Map([
              ['blank', table.blank],
              ['unreadable', table.unreadable],
            ] as const),
          ),
          warnings: warningsOf(table),
        })
      }
      if (left.length > 0) parts[0]?.warnings.push(outsideTables(left))
      return parts
    } catch (error) {
      for (const writer of writers.values()) await writer.file.abandon()
      throw error
    }
  } catch (error) {
    throw translateReading(error, file.name)
  }
}

/** Finds the tables by shape, changing `reading.layout` where the file turns out to be laid out in another way. */
async function surveyTables(reading: JsonReading, fileName: string, onBytes: (bytes: number) => void) {
  const tables = new Map<string, JsonTable>()
  let facts: string[] = []
  let left = new Set<string>()
  const survey = async () => {
    tables.clear()
    facts = []
    left = new Set()
    return readJsonValues(
      { ...reading, onBytes },
      ({ path, row, text, broken }) => {
        const table = tables.get(path) ?? new JsonTable()
        tables.set(path, table)
        table.survey(row, text, broken)
      },
      (path, text) => {
        if (facts.length < shownFacts && path !== '' && text.length < 1000) facts.push(`${path}: ${text}`)
        else if (left.size < shownFacts) left.add(path)
      },
    )
  }
  const roots = await survey()
  if (reading.layout === 'document') {
    const withRecords = [...tables].filter(([, table]) => table.objects > 0)
    const isList = roots === 1 && tables.has('') && facts.length === 0
    if (roots > 1 || (withRecords.length === 0 && !isList)) {
      // Several values one after another, or a single record: each outermost value is a row.
      reading.layout = 'values'
      await survey()
    } else if (withRecords.length > 0) {
      for (const [path, table] of tables) {
        if (table.objects > 0) continue
        tables.delete(path)
        if (table.rows > 0) left.add(path)
      }
    }
  }
  for (const [path, table] of tables) if (table.rows === 0 && table.unreadable.rows === 0) tables.delete(path)
  const readable = [...tables.values()].reduce((sum, table) => sum + table.rows, 0)
  const unreadable = [...tables.values()].reduce((sum, table) => sum + table.unreadable.rows, 0)
  if (readable === 0 && unreadable > 0) {
    throw new EngineError(
      'file_unreadable',
      `${fileName} looks like JSON, but none of its ${unreadable} records can be read. Check that it was exported whole.`,
    )
  }
  return { tables, facts, left: [...left] }
}

/** Names what stands beside the records and is in no table. */
const outsideTables = (paths: readonly string[]): SourceWarning => ({
  code: 'values_outside_tables',
  message: `Values that are not records were not staged: ${paths.map((path) => path.slice(0, 100)).join(', ')}.`,
  rows: [],
  count: paths.length,
})

function warningsOf(table: JsonTable): TablePart['warnings'] {
  const warnings: TablePart['warnings'] = []
  if (table.unreadableRows.count > 0) {
    warnings.push({
      code: 'unreadable_records',
      message: 'Records that are not valid JSON were left out.',
      rows: table.unreadableRows.rows,
      count: table.unreadableRows.count,
    })
  }
  if (table.broken.count > 0) {
    warnings.push({
      code: 'broken_encoding',
      message:
        'Bytes that are not valid UTF-8; each was kept as the windows-1252 character of that byte, so look at these records.',
      rows: table.broken.rows,
      count: table.broken.count,
    })
  }
  return warnings
}

function translateReading(error: unknown, fileName: string): unknown {
  if (error instanceof JsonSyntaxError) {
    return new EngineError(
      'file_unreadable',
      `${fileName} is not whole JSON: ${error.message} at character ${error.at + 1}. Export it again.`,
      { cause: error },
    )
  }
  if (error instanceof TooManyKeys) {
    return new EngineError(
      'file_unreadable',
      `${fileName} holds more different keys than a table can have columns. Send its records as an array, not under keys of their own.`,
      { cause: error },
    )
  }
  return error
}
