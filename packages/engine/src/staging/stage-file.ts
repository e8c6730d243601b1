import { stat } from 'node:fs/promises'
import { EngineError } from '../errors.ts'
import { detectFileKind, limitWarnings, readHead } from '../source/file/index.ts'
import { nameTable } from './name-table.ts'
import { type NestBudget, openNestBudget } from './nest-budget.ts'
import { skipTable } from './skip-tables.ts'
import { stageDelimited } from './stage-delimited.ts'
import { stageJson } from './stage-json.ts'
import { stageParquet } from './stage-parquet.ts'
import { containers, type StagedParts, stageRead } from './stage-read.ts'
import type { LocalStagedTable, StagedFile, StageFileOptions, TablePart } from './staged-file.ts'

const supported =
  'This release reads CSV and other delimited text, JSON, NDJSON, XML, YAML, Excel and OpenDocument workbooks, tables of PDF, HTML, Word and Markdown documents, SQL dumps, SQLite, Parquet, Arrow, Avro, vCards, calendars, LDIF and mail, and zip, tar, gzip and Zstandard archives of any of these.'

/**
 * Turns one file into staging tables: Parquet files in `outDir`, which the caller hands to storage. What the file is, is
 * decided by what is in it. Throws EngineErrors `file_empty`, `file_unsupported`, `file_unreadable`, `out_of_disk` and
 * those of DuckDB; aborting `signal` rejects with its reason at once. On failure `outDir` may hold remains.
 */
export async function stageFile(options: StageFileOptions): Promise<StagedFile> {
  const { db, signal } = options
  signal?.throwIfAborted()
  const onAbort = () => db.interrupt()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await finish(options, await stageParts(options, openNestBudget((await stat(options.path)).size), 0))
  } catch (error) {
    // Whatever the interruption broke, the reason is that someone stopped the work.
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Files within files, such as a compressed tape of archives, are opened so many levels deep. */
const maxDepth = 5

async function stageParts(options: StageFileOptions, budget: NestBudget, depth: number): Promise<StagedParts> {
  const { path, file } = options
  const { size } = await stat(path)
  const kind = detectFileKind(await readHead(path, 64 * 1024), file.name)
  switch (kind.kind) {
    case 'empty':
      throw new EngineError('file_empty', `${file.name} is empty. Send a file with at least a header row.`)
    case 'unsupported':
      throw new EngineError(
        'file_unsupported',
        `${file.name} is ${kind.found}, which is not read yet. ${supported} Export the data in one of these formats and send that.`,
      )
    case 'binary':
      throw new EngineError(
        'file_unreadable',
        `${file.name} holds ${kind.found}. ${supported} Check that it is the file you meant to send.`,
      )
    case 'json':
      return { parts: await stageJson(options, size), warnings: [] }
    case 'parquet':
      return { parts: await stageParquet(options), warnings: [] }
    case 'delimited':
      return { parts: await stageDelimited(options, size), warnings: [] }
    case 'reader':
      if (depth >= maxDepth) {
        throw new EngineError(
          'file_unreadable',
          `${file.name} lies more than ${maxDepth} archives deep. Unpack it and send what is in it.`,
        )
      }
      if (depth > 1 && containers.has(kind.format)) budget.countDeep()
      return stageRead(options, kind.format, (inner) => stageParts(inner, budget, depth + 1), budget)
    default:
      return kind satisfies never
  }
}

async function finish(options: StageFileOptions, { parts: staged, warnings: found }: StagedParts): Promise<StagedFile> {
  const { file, tableNames, corrections = new Map() } = options
  const parts: TablePart[] = []
  for (const [at, part] of staged.entries()) {
    parts.push(corrections.get(at + 1)?.skip ? await skipTable(options, part, at + 1) : part)
  }
  if (parts.length === 0) {
    throw new EngineError('file_empty', `${file.name} has no rows. Send a file with at least a header row.`)
  }
  const taken = new Set(tableNames)
  const tables = parts.map((part, at): LocalStagedTable => {
    const name = nameTable(file.name, part.part, taken)
    taken.add(name)
    return {
      name,
      source: { kind: 'file', file_id: file.id, file_name: file.name },
      part: part.part,
      storage_key: '',
      path: part.path,
      columns: part.columns,
      row_count: part.rowCount,
      format: part.format,
      encoding: part.encoding,
      dialect: part.dialect,
      title: part.title,
      excluded: part.excluded,
      warnings: part.warnings,
      region: part.region ?? null,
      header_rows: part.header_rows ?? [],
      ...(corrections.get(at + 1)?.skip ? { skipped: true } : {}),
      group: part.group ?? null,
    }
  })
  const warnings =
    parts.length > 1
      ? [
          {
            code: 'several_tables',
            message: `The file holds ${parts.length} tables one below another; each is staged by itself.`,
            rows: [],
            count: parts.length,
          },
        ]
      : []
  const beyond = [...corrections.keys()].filter((n) => n > parts.length)
  const unfitting = beyond.map((n) => ({
    code: 'correction_unfitting',
    message: `What was set for table ${n} was not used: the file holds ${parts.length === 1 ? 'one table' : `${parts.length} tables`} now.`,
    rows: [],
    count: 0,
  }))
  return { tables, warnings: [...limitWarnings(found), ...warnings, ...unfitting] }
}
